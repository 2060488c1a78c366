// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_UNIT_H
#define PUDDLEWICK_UNIT_H

#include "Object.h"

class SpellInfo;
class UnitAI;

/// Something with health that can fight.
class TC_GAME_API Unit : public WorldObject
{
    public:
        uint32 GetHealth() const { return _health; }
        uint32 GetMaxHealth() const { return _maxHealth; }
        /// Health in percent, 0 to 100.
        float GetHealthPct() const;
        void SetHealth(uint32 health);
        bool IsAlive() const { return _health != 0; }
        bool IsInCombat() const;

        int32 GetPower(Powers power) const;
        void ModifyPower(Powers power, int32 amount);

        /// Begin to cast at `target`; false when the spell is not ready or out of range.
        bool CastSpell(Unit* target, uint32 spellId, bool triggered = false);
        bool CastSpell(float x, float y, float z, uint32 spellId);
        bool HasAura(uint32 spellId) const;
        void RemoveAurasDueToSpell(uint32 spellId);
        Unit* GetVictim() const { return _victim; }
        virtual Mood GetMoodTo(Unit const* other) const;

        UnitAI* GetAI() const { return _ai; }
        void Update(uint32 diff) override;

    protected:
        void DealDamage(Unit* victim, uint32 damage, SpellInfo const* spell = nullptr);

        Unit* _victim = nullptr;

    private:
        uint32 _health = 1;
        uint32 _maxHealth = 1;
        UnitAI* _ai = nullptr;
};

#endif
