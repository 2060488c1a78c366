"""Backups of the server's files: MySQL's CLONE and mariadb-backup, proved by booting them."""
