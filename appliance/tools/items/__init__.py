"""Tools about items."""
