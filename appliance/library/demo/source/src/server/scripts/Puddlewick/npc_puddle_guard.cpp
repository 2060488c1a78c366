// Demo source: invented, in the shape of the real one.
#include "ScriptedCreature.h"
#include "SpellInfo.h"

enum GuardEvents
{
    EVENT_SNUFF = 1,
    EVENT_CALL_FOR_HELP
};

/// A guard that snuffs the torches of intruders and calls for help below half of its health.
struct npc_puddle_guard : public ScriptedAI
{
    explicit npc_puddle_guard(Creature* creature) : ScriptedAI(creature) { }

    void Reset() override
    {
        events.Reset();
        _called = false;
    }

    void JustEngagedWith(Unit* /*who*/) override
    {
        events.ScheduleEvent(EVENT_SNUFF, 3000);
    }

    void DamageTaken(Unit* /*attacker*/, uint32& /*damage*/) override
    {
        if (!_called && me->GetHealthPct() < 50.f)
        {
            _called = true;
            events.ScheduleEvent(EVENT_CALL_FOR_HELP, 0);
        }
    }

    void UpdateAI(uint32 diff) override
    {
        if (!UpdateVictim())
            return;
        events.Update(diff);
        while (uint32 event = events.ExecuteEvent())
        {
            if (event == EVENT_SNUFF)
            {
                DoCastVictim(Puddlewick::Spells::SPELL_SNUFF);
                events.ScheduleEvent(EVENT_SNUFF, 8000);
            }
            else
                Talk(0, me->GetVictim());
        }
        DoMeleeAttackIfReady();
    }

    private:
        bool _called = false;
};

void AddSC_npc_puddle_guard()
{
    RegisterCreatureAI(npc_puddle_guard);
}
