"""Backups of the realm's databases: taken, listed, proved by restoring them, kept, restored."""
