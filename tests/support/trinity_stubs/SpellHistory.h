#pragma once
#include "Define.h"

class SpellInfo;

class SpellHistory
{
public:
    bool HasCooldown(SpellInfo const*, uint32 = 0) const { return false; }
    bool HasCooldown(uint32, uint32 = 0) const { return false; }
};
