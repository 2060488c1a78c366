"""The one folder in which tools read and write files and run programs."""
