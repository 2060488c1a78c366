"""Tools about tests: run them, report on them, analyse their coverage."""
