// What the lines that register opcodes expand to: the handler's packet class is made of a WorldPacket.
#pragma once
#include "Packet.h"
#include "WorldSession.h"

template <class PacketClass>
void RegisterClient(OpcodeClient, void (WorldSession::*)(PacketClass&), SessionStatus, PacketProcessing)
{
    PacketClass packet{ WorldPacket() };
    packet.Read();
}

#ifdef TRINITY_WRATH
inline void RegisterServer(OpcodeServer, SessionStatus)
{
}
#else
inline void RegisterServer(OpcodeServer, SessionStatus, ConnectionType)
{
}
#endif

#define DEFINE_HANDLER(opcode, status, processing, handler) RegisterClient(opcode, handler, status, processing)
#define DEFINE_SERVER_OPCODE_HANDLER(...) RegisterServer(__VA_ARGS__)
