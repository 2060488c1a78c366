"""Tools about creatures."""
