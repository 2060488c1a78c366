#pragma once
#include "Unit.h"

class Group;
class WorldPacket;

class Player : public Unit
{
public:
    Group* GetGroup() { return nullptr; }
    Group const* GetGroup() const { return nullptr; }
    bool HasSpell(uint32) const { return true; }
    void SendDirectMessage(WorldPacket const*) const { }
};
