"""The worldserver process beside us, measured from outside."""
