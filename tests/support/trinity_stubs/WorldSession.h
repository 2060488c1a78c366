#pragma once
#include "Opcodes.h"
#include <string>

class Player;

// The lines a person adds to the real header.
#if __has_include("added_before_session.h")
#include "added_before_session.h"
#endif

class WorldSession
{
public:
    Player* GetPlayer() const { return nullptr; }
    std::string GetPlayerInfo() const { return { }; }

#if __has_include("added_to_session.h")
#include "added_to_session.h"
#endif
};
