"""Tools that find things by what they are called."""
