#pragma once
#include "WorldPacket.h"
#include <utility>

namespace WorldPackets
{
class Packet
{
public:
    explicit Packet(WorldPacket&& packet) : _worldPacket(std::move(packet)) { }
    virtual ~Packet() = default;
    Packet(Packet const&) = delete;
    Packet& operator=(Packet const&) = delete;

    virtual WorldPacket const* Write() = 0;
    virtual void Read() = 0;

protected:
    WorldPacket _worldPacket;
};

class ServerPacket : public Packet
{
public:
    explicit ServerPacket(OpcodeServer opcode, std::size_t size = 200) : Packet(WorldPacket(opcode, size)) { }
    void Read() override final { }
};

class ClientPacket : public Packet
{
public:
    explicit ClientPacket(OpcodeClient, WorldPacket&& packet) : Packet(std::move(packet)) { }
    WorldPacket const* Write() override final { return nullptr; }
    bool IsReadToTheEnd() const { return _worldPacket.rpos() == _worldPacket.size(); }
};
}
