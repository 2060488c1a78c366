// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_SCRIPTED_CREATURE_H
#define PUDDLEWICK_SCRIPTED_CREATURE_H

#include "Creature.h"
#include "UnitAI.h"

/// Numbers due at a time. Times are milliseconds from now.
class TC_GAME_API EventMap
{
    public:
        void Reset();
        void Update(uint32 diff) { _now += diff; }
        void ScheduleEvent(uint32 event, uint32 inMs, uint32 phase = 0);
        void CancelEvent(uint32 event);
        void SetPhase(uint8 phase);
        /// The next event that is due, 0 when there is none.
        uint32 ExecuteEvent();

    private:
        uint32 _now = 0;
};

/// Base of scripts for creatures.
struct TC_GAME_API ScriptedAI : public UnitAI
{
    explicit ScriptedAI(Creature* creature) : UnitAI(creature) { }

    virtual void Reset() { }
    void UpdateAI(uint32 diff) override;
    bool UpdateVictim();
    void DoCastVictim(uint32 spellId);
    void Talk(uint8 group, Unit const* target = nullptr);

    protected:
        EventMap events;
};

/// Base of bosses: opens and closes the doors of its room.
class TC_GAME_API BossAI : public ScriptedAI
{
    public:
        BossAI(Creature* creature, uint32 bossId);
        void JustEngagedWith(Unit* who) override;
        void JustDied(Unit* killer) override;
        virtual void ExecuteEvent(uint32 event) { }

    private:
        uint32 const _bossId;
};

#endif
