// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_SPELL_INFO_H
#define PUDDLEWICK_SPELL_INFO_H

#include "SharedDefines.h"

/// A spell as the client's table has it.
class TC_GAME_API SpellInfo
{
    public:
        uint32 Id = 0;
        Powers PowerType = POWER_MANA;

        bool IsPositive() const;
        bool IsChanneled() const;
        /// Greatest distance to the target in yards.
        float GetMaxRange(bool positive = false) const;
        uint32 CalcCastTime() const;
        bool HasEffect(uint32 effect) const;
};

namespace Puddlewick::Spells
{
    /// Spells of the demo realm that scripts name.
    enum Ids : uint32
    {
        SPELL_SNUFF = 140101
    };
}

#endif
