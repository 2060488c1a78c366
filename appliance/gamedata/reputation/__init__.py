"""Reputation: rates, what gives it, what characters have."""
