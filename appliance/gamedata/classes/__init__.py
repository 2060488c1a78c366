"""Player classes: specializations, talents, and the spells they can have."""
