// Demo source: invented, in the shape of the real one.
#ifndef PUDDLEWICK_OBJECT_H
#define PUDDLEWICK_OBJECT_H

#include "SharedDefines.h"

class Map;

/// Names an object for as long as the realm runs. Keep this, never a pointer.
class TC_GAME_API ObjectGuid
{
    public:
        bool IsEmpty() const { return _value == 0; }
        bool IsPlayer() const;
        uint32 GetEntry() const;

    private:
        uint32 _value = 0;
};

/// Anything that stands somewhere on a map.
class TC_GAME_API WorldObject
{
    public:
        virtual ~WorldObject() = default;

        ObjectGuid GetGUID() const { return _guid; }
        Map* GetMap() const { return _map; }
        /// Distance between the edges of both objects, in yards.
        float GetDistance(WorldObject const* other) const;
        bool IsWithinDist(WorldObject const* other, float yards) const;
        /// Called once a round with the milliseconds since the last.
        virtual void Update(uint32 diff) = 0;

    protected:
        ObjectGuid _guid;
        Map* _map = nullptr;
};

#endif
