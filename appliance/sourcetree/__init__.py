"""The TrinityCore source tree an installation was built from, read only."""
