"""Tools about client files: tables, GameTables, ratings, base stats, opcodes."""
