"""Spells: one type for both branches, and what the world database says about them."""
