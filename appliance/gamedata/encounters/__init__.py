"""Fights: who is hit, what a boss does, which encounters an instance has."""
