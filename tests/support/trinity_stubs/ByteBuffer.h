#pragma once
#include "Define.h"
#include "ObjectGuid.h"
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Bytes and bits in the order they are written; little-endian machines only.
class ByteBuffer
{
public:
    template <typename T>
    T read()
    {
        ResetBitPos();
        T value;
        if (_rpos + sizeof(T) > _storage.size())
            throw std::out_of_range("read past the end");
        std::memcpy(&value, &_storage[_rpos], sizeof(T));
        _rpos += sizeof(T);
        return value;
    }

    template <typename T>
        requires std::is_arithmetic_v<T>
    ByteBuffer& operator<<(T value)
    {
        FlushBits();
        uint8 bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        _storage.insert(_storage.end(), bytes, bytes + sizeof(T));
        return *this;
    }

    template <typename T>
        requires std::is_arithmetic_v<T>
    ByteBuffer& operator>>(T& value)
    {
        value = read<T>();
        return *this;
    }

    ByteBuffer& operator<<(ObjectGuid const& guid) { return *this << guid.GetRawValue(); }
    ByteBuffer& operator>>(ObjectGuid& guid)
    {
        guid.SetRawValue(read<uint64>());
        return *this;
    }

#ifdef TRINITY_WRATH
    ByteBuffer& operator<<(PackedGuid const& guid) { return *this << guid.Value; }
    ByteBuffer& operator>>(PackedGuidReader const& guid) { return *this >> guid.Guid; }
    ByteBuffer& operator<<(std::string const& text)
    {
        _storage.insert(_storage.end(), text.begin(), text.end());
        _storage.push_back(0);
        return *this;
    }
    ByteBuffer& operator>>(std::string& text)
    {
        text.clear();
        while (char letter = read<char>())
            text += letter;
        return *this;
    }
    void FlushBits() { }
    void ResetBitPos() { }
#else
    bool WriteBit(bool bit)
    {
        WriteBits(bit, 1);
        return bit;
    }
    template <typename T>
    void WriteBits(T value, int32 bits)
    {
        while (bits--)
        {
            if (_bits == 8)
            {
                _storage.push_back(0);
                _bits = 0;
            }
            _storage.back() |= uint8(((uint64(value) >> bits) & 1) << (7 - _bits++));
        }
    }
    void FlushBits() { _bits = 8; }
    void ResetBitPos() { _readBits = 8; }
    bool ReadBit() { return ReadBits(1) != 0; }
    uint32 ReadBits(int32 bits)
    {
        uint32 value = 0;
        while (bits--)
        {
            if (_readBits == 8)
            {
                _current = read<uint8>();
                _readBits = 0;
            }
            value = (value << 1) | ((_current >> (7 - _readBits++)) & 1);
        }
        return value;
    }
    std::string ReadString(uint32 length, bool = true)
    {
        ResetBitPos();
        if (_rpos + length > _storage.size())
            throw std::out_of_range("read past the end");
        std::string text(_storage.begin() + _rpos, _storage.begin() + _rpos + length);
        _rpos += length;
        return text;
    }
    void WriteString(std::string_view text)
    {
        FlushBits();
        _storage.insert(_storage.end(), text.begin(), text.end());
    }
#endif

    std::size_t size() const { return _storage.size(); }
    std::size_t rpos() const { return _rpos; }

protected:
    std::size_t _rpos = 0;
    uint8 _bits = 8;
    uint8 _readBits = 8;
    uint8 _current = 0;
    std::vector<uint8> _storage;
};
