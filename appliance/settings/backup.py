"""Backups: what, when, where to, how long they are kept, and with which accounts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from appliance.settings.section import Port, Seconds, Section

Count = Annotated[int, Field(ge=0, le=10_000)]


class BackupEngine(StrEnum):
    """How a full backup is taken."""

    AUTO = "auto"
    LOGICAL = "logical"
    CLONE = "clone"
    MARIABACKUP = "mariabackup"


class BackupSettings(Section):
    """Backups of the realm's databases. Off until `repository` says where they go."""

    repository: str | None = None
    """Where backups live: a folder, or s3://bucket/prefix."""
    schedule: str = "6h"
    """When the databases that cannot be rebuilt (auth, characters) are backed up: an interval like
    6h or 30m (5m at the least), a cron expression like 0 */6 * * *, or off."""
    world_schedule: str = "24h"
    """The same for world and hotfixes, which can be rebuilt; `same`: with the others."""
    timezone: str = "UTC"
    """Time zone of cron expressions, for example Europe/Berlin."""
    jitter_s: Annotated[int, Field(ge=0, le=3600)] = 60
    """A scheduled run begins up to this many seconds late, so that realms do not all begin at
    once."""
    engine: BackupEngine = BackupEngine.AUTO
    """auto: clone or mariabackup where it is possible and whole, else logical; says why."""
    without_data: tuple[str, ...] = ()
    """Tables backed up without their rows, as role.table; * and ? are wildcards: auth.logs."""
    skip: tuple[str, ...] = ()
    """Tables left out, as role.table; * and ? are wildcards."""
    compression_level: Annotated[int, Field(ge=1, le=19)] = 1
    """zstd's level; higher ones cost much time for little room."""
    rate_bytes_s: Annotated[int, Field(ge=0, le=2**40)] = 8_000_000
    """Most bytes a second read from the database, so that the realm is not slowed; 0: no limit. Of
    copies of files, what mariadb-backup reads; MySQL's CLONE has no bound, only the storing of its
    copy has."""
    sessions: Annotated[int, Field(ge=1, le=16)] = 1
    """How many tables are read at once where MariaDB's binary log lets sessions share a snapshot;
    faster only where `rate_bytes_s` is no bound."""
    encrypt_to: tuple[str, ...] = ()
    """age recipients (age1…) that can decrypt new backups; empty: not encrypted."""
    identity_file: Path | None = None
    """File with age identities (AGE-SECRET-KEY-1…) that proofs and restores decrypt with; older
    keys stay in it for as long as their backups are kept."""
    min_free_bytes: Annotated[int, Field(ge=0, le=2**50)] = 2**30
    """A run does not begin, and stops, when less than this is free in a local repository."""
    binlog: bool = False
    """Archive the server's binary log continuously: recovery to any point in time. Needs log_bin
    on the server, and for `user` REPLICATION SLAVE, REPLICATION CLIENT and RELOAD."""
    binlog_spool: Path | None = None
    """Folder that outlives restarts, for what of the binary log is not stored yet; when empty,
    beside a repository that is a folder."""
    binlog_segment_s: Seconds = 3600.0
    """A file of the binary log in use for longer, in seconds, is closed and stored."""
    keep_binlog_s: Annotated[int, Field(ge=0, le=10 * 366 * 86_400)] = 14 * 86_400
    """How many seconds back any point in time can be reached; older pieces of the binary log go."""
    work_folder: Path | None = None
    """Folder that copies and replays are unpacked in, with room for the whole instance when
    `engine` copies files; when empty, the system's for temporary files."""
    verify: bool = True
    """Prove each backup by restoring it into scratch schemas; needs `scratch_user`."""
    user: str | None = None
    """Account that takes backups; when empty, the one of [database]. Needs SELECT, SHOW VIEW,
    TRIGGER, EVENT; for routines SELECT on mysql.proc, or on MySQL SHOW_ROUTINE; for positions
    REPLICATION CLIENT. `binlog` needs REPLICATION SLAVE and RELOAD too; mariadb-backup RELOAD,
    PROCESS and LOCK TABLES; clone BACKUP_ADMIN."""
    password: SecretStr = SecretStr("")
    """Its password; better `password_file`."""
    password_file: Path | None = None
    """File that holds the password (one trailing line break is ignored)."""
    scratch_user: str | None = None
    """Account that proofs restore with; needs all rights on schemas named mcp_scratch_*."""
    scratch_password: SecretStr = SecretStr("")
    """Its password; better `scratch_password_file`."""
    scratch_password_file: Path | None = None
    """File that holds the password (one trailing line break is ignored)."""
    scratch_host: str | None = None
    """Server that proofs restore into; when empty, the realm's own."""
    scratch_port: Port = 3306
    """TCP port of that server."""
    s3_endpoint: str | None = None
    """Address of an S3-compatible server; when empty, the one of `s3_region`."""
    s3_region: str = "us-east-1"
    """Region of the bucket."""
    s3_access_key: str | None = None
    """Access key; when empty, from the environment (AWS_ACCESS_KEY_ID) or the machine's role."""
    s3_secret_key: SecretStr = SecretStr("")
    """Its secret; better `s3_secret_key_file`."""
    s3_secret_key_file: Path | None = None
    """File that holds the secret (one trailing line break is ignored)."""
    keep_last: Count = 4
    """Newest backups that are kept, whatever their age."""
    keep_hourly: Count = 0
    """Hours of which the newest backup is kept."""
    keep_daily: Count = 7
    """Days of which the newest backup is kept."""
    keep_weekly: Count = 4
    """Weeks of which the newest backup is kept."""
    keep_monthly: Count = 6
    """Months of which the newest backup is kept."""
    keep_yearly: Count = 0
    """Years of which the newest backup is kept."""
    keep_within_s: Annotated[int, Field(ge=0, le=10 * 366 * 86_400)] = 0
    """Backups younger than this many seconds are all kept."""
    retry_interval_s: Seconds = 300.0
    """Pause after a failed run, in seconds; doubles up to an hour."""
