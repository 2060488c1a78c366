"""Who leads among several nodes: elected over heartbeats, or by an engine that is there already."""
