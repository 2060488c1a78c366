// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_SHARED_DEFINES_H
#define PUDDLEWICK_SHARED_DEFINES_H

#include <cstdint>

using uint8 = std::uint8_t;
using uint32 = std::uint32_t;
using int32 = std::int32_t;

/// What a unit spends on its spells.
enum Powers : uint8
{
    POWER_MANA = 0,
    POWER_RAGE = 1,
    POWER_ENERGY = 3,
    POWER_DEW = 10 ///< gathered in the morning, gone at noon
};

/// How two units feel about each other.
enum class Mood : uint8
{
    Hostile,
    Wary,
    Friendly
};

#endif
