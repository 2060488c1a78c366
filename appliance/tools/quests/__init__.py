"""Tools about quests."""
