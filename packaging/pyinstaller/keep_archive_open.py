"""Runs before the program: keep the file open that modules are read from.

PyInstaller opens its archive, the program's own file, by name each time that a module is imported.
Between a package manager's replacing of that file and the restart of the service the name stands
for another version, whose modules are elsewhere. By its number the open file stays what it was.
"""

import os

from pyimod02_importers import pyz_archive  # PyInstaller's

if os.path.isdir("/proc/self/fd"):
    number = os.open(pyz_archive._filename, os.O_RDONLY | os.O_CLOEXEC)
    pyz_archive._filename = f"/proc/self/fd/{number}"
