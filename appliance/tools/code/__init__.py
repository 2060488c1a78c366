"""C++ and CMake for TrinityCore: written from templates, checked by the compiler."""
