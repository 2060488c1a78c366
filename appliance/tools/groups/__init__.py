"""Tools about groups of players: buffs, coverage, cooldowns."""
