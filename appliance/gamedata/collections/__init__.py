"""Mounts, pets, toys and heirlooms: what there is, and what somebody has."""
