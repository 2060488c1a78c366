"""Quests: their rows on each branch, relations, chains and rewards."""
