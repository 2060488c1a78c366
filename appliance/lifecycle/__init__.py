"""How parts start and stop, and how the outside is told: signals, systemd, progress."""
