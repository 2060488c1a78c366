// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_CREATURE_H
#define PUDDLEWICK_CREATURE_H

#include "Unit.h"

/// A row of creature_template.
struct TC_GAME_API CreatureTemplate
{
    uint32 Entry = 0;
    uint8 MinLevel = 1;
    uint8 MaxLevel = 1;
    uint32 ScriptID = 0; // of ScriptName
};

/// A unit that the realm plays.
class TC_GAME_API Creature : public Unit
{
    public:
        CreatureTemplate const* GetCreatureTemplate() const { return _template; }
        uint32 GetEntry() const;
        /// Give up the fight and walk back to where it stood.
        void EnterEvadeMode();
        void DespawnOrUnsummon(uint32 afterMs = 0);
        void SetRespawnDelay(uint32 seconds);
        bool IsGuard() const;
        Mood GetMoodTo(Unit const* other) const override;

    private:
        CreatureTemplate const* _template = nullptr;
};

#endif
