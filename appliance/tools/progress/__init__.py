"""Tools about progress: levels, quest routes, reputations, collections."""
