// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_UNIT_AI_H
#define PUDDLEWICK_UNIT_AI_H

#include "Unit.h"

/// What decides for a unit. One object a unit; it goes with the unit.
class TC_GAME_API UnitAI
{
    public:
        explicit UnitAI(Unit* unit) : me(unit) { }
        virtual ~UnitAI() = default;

        /// Called once a round; decide here, and return soon.
        virtual void UpdateAI(uint32 diff) = 0;
        /// The first enemy has come.
        virtual void JustEngagedWith(Unit* who) { }
        virtual void JustDied(Unit* killer) { }
        virtual void DamageTaken(Unit* attacker, uint32& damage) { }
        virtual void SpellHit(Unit* caster, SpellInfo const* spell) { }
        void DoMeleeAttackIfReady();

    protected:
        Unit* const me;
};

#endif
