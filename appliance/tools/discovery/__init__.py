"""Three tools that find, describe and call all others."""
