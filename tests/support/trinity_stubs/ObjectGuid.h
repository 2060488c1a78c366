#pragma once
#include "Define.h"
#include <functional>
#include <string>

class ByteBuffer;

enum class HighGuid
{
    Player = 2,
    Creature = 8
};

#ifdef TRINITY_WRATH
struct PackedGuidReader
{
    class ObjectGuid& Guid;
};

struct PackedGuid
{
    uint64 Value;
};
#endif

class ObjectGuid
{
public:
    static ObjectGuid const Empty;

    template <HighGuid type>
    static ObjectGuid Create(uint32 counter)
    {
        ObjectGuid guid;
        guid._value = (uint64(type) << 56) | counter;
        return guid;
    }

    bool IsEmpty() const { return _value == 0; }
    void Clear() { _value = 0; }
    void SetRawValue(uint64 value) { _value = value; }
    uint64 GetRawValue() const { return _value; }
    std::string ToString() const { return std::to_string(_value); }
    bool operator==(ObjectGuid const& other) const { return _value == other._value; }
    bool operator!=(ObjectGuid const& other) const { return _value != other._value; }

#ifdef TRINITY_WRATH
    PackedGuidReader ReadAsPacked() { return { *this }; }
    PackedGuid WriteAsPacked() const { return { _value }; }
#endif

private:
    uint64 _value = 0;
};

inline ObjectGuid const ObjectGuid::Empty = ObjectGuid();

template <>
struct std::hash<ObjectGuid>
{
    std::size_t operator()(ObjectGuid const& guid) const { return std::size_t(guid.GetRawValue()); }
};
