"""The database room: a realm's MySQL or MariaDB, or the embedded demo realm, behind one interface.

Others ask through `interface.Database` and get the errors of `appliance.errors`. Only this room
knows the drivers, their exceptions and their sockets.
"""
