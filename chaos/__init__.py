"""Drills: a lab of real replicas in network namespaces of its own, and a fault a file.

`make drills` runs them all; `python -m chaos --help` says what else there is. Needs Linux, root,
NGINX and MariaDB. Nothing outside the lab's own namespaces is touched.
"""
