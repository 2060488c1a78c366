"""Tools about fighting: damage, armor, bosses, instances, battlegrounds."""
