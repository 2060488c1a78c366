"""Tools that measure the worldserver, model its growth and suggest what to change."""
