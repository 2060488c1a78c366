"""Results of tests and coverage: read from their usual formats, summed up, written. Pure."""
