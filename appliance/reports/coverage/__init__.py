"""Coverage: what tests reached, and the formats it is kept in."""
