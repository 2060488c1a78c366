"""Keeps the index of names."""

from __future__ import annotations


class Finder:
    """Finds creatures, items, quests, spells and gameobjects by name."""
