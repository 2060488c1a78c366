"""Places: where things stand and what areas and factions are."""
