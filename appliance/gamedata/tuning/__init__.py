"""What the realm's databases say of their own load and of who plays."""
