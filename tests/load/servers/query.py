"""The query every server of the comparison runs: one row by primary key, five columns."""

SQL = "SELECT entry, name, minlevel, maxlevel, faction FROM creature_template WHERE entry = %s"
COLUMNS = ("entry", "name", "minlevel", "maxlevel", "faction")
