"""The files an installation extracted from the game's client: tables and GameTables, read only."""
