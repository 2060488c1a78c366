#pragma once
#include "Define.h"

#ifdef TRINITY_WRATH
enum Opcodes : uint16
{
    CMSG_STAND_IN = 1,
    SMSG_STAND_IN = 2,
    MSG_STAND_IN = 3
};
typedef Opcodes OpcodeClient;
typedef Opcodes OpcodeServer;
#else
enum OpcodeClient : uint32
{
    CMSG_STAND_IN = 1
};
enum OpcodeServer : uint32
{
    SMSG_STAND_IN = 2
};
#endif

enum SessionStatus
{
    STATUS_LOGGEDIN,
    STATUS_NEVER
};

enum PacketProcessing
{
    PROCESS_THREADUNSAFE
};

enum ConnectionType
{
    CONNECTION_TYPE_DEFAULT
};
