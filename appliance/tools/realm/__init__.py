"""What the realm itself is."""
