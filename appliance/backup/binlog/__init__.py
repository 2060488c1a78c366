"""The server's binary log: archived without a gap, and replayed up to a point in time."""
