"""C++ and CMake for TrinityCore, from templates of our own. Pure."""
