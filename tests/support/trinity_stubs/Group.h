#pragma once
#include "ObjectGuid.h"
#include <list>
#include <string>

class Group
{
public:
    struct MemberSlot
    {
        ObjectGuid guid;
        std::string name;
    };
    typedef std::list<MemberSlot> MemberSlotList;

    bool IsMember(ObjectGuid) const { return false; }
    MemberSlotList const& GetMemberSlots() const { return _slots; }

private:
    MemberSlotList _slots;
};
