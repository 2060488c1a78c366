"""What members of a group can do for each other."""
