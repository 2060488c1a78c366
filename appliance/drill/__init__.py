"""The drill for a cluster at work: its leader steps down while clients call."""
