// Demo source: a few opcodes of 3.3.5, in the shape of the real file.
#ifndef PUDDLEWICK_OPCODES_H
#define PUDDLEWICK_OPCODES_H

enum Opcodes
{
    CMSG_CAST_SPELL = 0x12E,
    SMSG_SPELL_START = 0x131,
    SMSG_SPELL_GO = 0x132,
    CMSG_ATTACKSWING = 0x141,
    CMSG_PING = 0x1DC,
    SMSG_PONG = 0x1DD,
    CMSG_AUTH_SESSION = 0x1ED,
    SMSG_AUTH_RESPONSE = 0x1EE
};

#endif
