"""Measured figures: summed up, fitted, judged by rules that name their evidence. Pure."""
