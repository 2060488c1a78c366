"""Tools about spells."""
