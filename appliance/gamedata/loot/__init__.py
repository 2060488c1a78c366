"""Loot: what drops from where, with true chances."""
