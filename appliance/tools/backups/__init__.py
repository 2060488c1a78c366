"""Tools that take, prove and list backups. None restores: that is the command line's."""
