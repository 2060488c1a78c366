#pragma once
#include "ByteBuffer.h"
#include "Opcodes.h"

class WorldPacket : public ByteBuffer
{
public:
    explicit WorldPacket(uint32 opcode = 0, std::size_t = 200) : _opcode(opcode) { }
    uint32 GetOpcode() const { return _opcode; }

private:
    uint32 _opcode;
};
