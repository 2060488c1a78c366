"""Results of tests: what ran, what came of it, and the formats they are kept in."""
