"""Creatures: templates, levels, spawns, and what they sell and teach."""
