"""Tools about classes: specializations, talents and what players of the realm run."""
