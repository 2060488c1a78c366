#pragma once
#include "ObjectGuid.h"

class Player;
class Unit;
class WorldObject;

namespace ObjectAccessor
{
inline Unit* GetUnit(WorldObject const&, ObjectGuid const&) { return nullptr; }
inline Player* GetPlayer(WorldObject const&, ObjectGuid const&) { return nullptr; }
}
