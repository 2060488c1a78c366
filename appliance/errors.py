"""Every error the appliance raises on purpose. Anything else is a bug and ends the process.

ApplianceError                     one line and a hint for a person; never a traceback
├── SettingsError                  the operator's configuration is wrong
├── StartError                     something else forbids the start (port taken)
├── DatabaseError                  translated from the driver once, in `database/`
│   ├── DatabaseUnavailable        nobody answers, or the connection broke: worth another try
│   │   └── DatabaseBusy           every connection is in use: worth another try soon
│   ├── DatabaseDenied             the server refuses the login or the right
│   ├── QueryTimeout               the query's own deadline passed
│   └── QueryFailed                the server refuses the statement (missing table, bad SQL)
├── SchemaUnsupported              the database is not a TrinityCore schema we know
├── ClientFileError                a client file is truncated, damaged or not what its name says
├── BackupError                    a backup, a proof or a restore did not come to its end
│   ├── RepositoryError            the place where backups live cannot be used (exit 10)
│   │   └── NoRepository           nothing is wrong with the place, but there is none in it
│   ├── NoSuchBackup               the catalogue has no backup of that id
│   ├── BackupDamaged              what is stored is not what was written
│   └── BackupLocked               another run is at work (exit 11)
│       └── TermOver               a change in a term that is over: another node leads by now
├── ClusterError                   this node cannot take part in the cluster
│   └── BallotUnsaved              its vote is not on the disk, so nobody may hear of it
├── UnknownTool                    no tool has that name: an error of the protocol, not of a tool
└── ToolError                      the caller sees it as a result with `isError: true`
    ├── InvalidArgument            the arguments do not fit; names the field
    ├── Forbidden                  the caller lacks the right this tool needs
    ├── NotFound                   no such creature, item, quest …
    ├── Unavailable                the answer needs something this realm or branch lacks, or is away
    └── ToolTimeout                the tool did not answer in its time
"""

from __future__ import annotations

from typing import ClassVar


class ApplianceError(Exception):
    """An expected failure.

    Args:
        message: one line that says what is wrong, without secrets.
        hint: one line that says what to do about it; empty when the message already does.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class SettingsError(ApplianceError):
    """The configuration is wrong: an unknown key, a value out of range, a broken file.

    Args:
        problems: everything that is wrong, one line each; `message` alone when left out.
    """

    def __init__(self, message: str, *, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems or (message,)


class StartError(ApplianceError):
    """The process cannot start although its configuration is well-formed."""


class DatabaseError(ApplianceError):
    """The database did not do what was asked."""


class DatabaseUnavailable(DatabaseError):
    """The server cannot be reached, went away or takes no more connections."""


class DatabaseBusy(DatabaseUnavailable):
    """Every connection we may open was in use until the question's deadline."""


class DatabaseDenied(DatabaseError):
    """The server knows us and says no: wrong password, missing right, unknown database."""


class QueryTimeout(DatabaseError):
    """The query did not finish before its deadline."""


class QueryFailed(DatabaseError):
    """The server refuses the statement.

    Args:
        code: the server's error number (0 for the embedded engine), e.g. 1146 unknown table.
    """

    def __init__(self, message: str, *, code: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class SchemaUnsupported(ApplianceError):
    """The world database is not one of the supported TrinityCore schemas."""


class ClientFileError(ApplianceError):
    """A client file cannot be read.

    Args:
        path: the file.
        offset: the byte at which it stops making sense; None where there is no such place.
    """

    def __init__(
        self, message: str, *, path: str, offset: int | None = None, hint: str = ""
    ) -> None:
        where = path if offset is None else f"{path} at byte {offset}"
        super().__init__(f"{where}: {message}", hint=hint)
        self.path = path
        self.offset = offset


class BackupError(ApplianceError):
    """A backup, a proof or a restore did not come to its end; nothing half-done is listed."""


class RepositoryError(BackupError):
    """The folder or bucket of the backups cannot be read or written."""

    exit_code = 10


class NoRepository(RepositoryError):
    """There is no repository of backups, and none was to be made."""


class NoSuchBackup(BackupError):
    """The catalogue has no backup of that id."""


class BackupDamaged(BackupError):
    """A stored file, or what was restored from it, is not what was backed up.

    Args:
        file: name of the file in the backup, or of the table; "" where it is the backup as a whole.
    """

    def __init__(self, message: str, *, file: str = "", hint: str = "") -> None:
        super().__init__(f"{file}: {message}" if file else message, hint=hint)
        self.file = file


class BackupLocked(BackupError):
    """Another run is at work on the repository."""

    exit_code = 11


class TermOver(BackupLocked):
    """The term in which something was to be changed is over; nothing was changed."""


class ClusterError(ApplianceError):
    """The node cannot take part in its cluster."""


class BallotUnsaved(ClusterError):
    """Term and vote could not be written; whatever follows from them must not be told."""


class UnknownTool(ApplianceError):
    """No tool has the name that was called."""


class ToolError(ApplianceError):
    """The call cannot be answered; the caller is told why."""


class InvalidArgument(ToolError):
    """The arguments do not fit the tool's schema."""


class Forbidden(ToolError):
    """The caller lacks the right the tool needs."""


class NotFound(ToolError):
    """The realm has no such thing."""


class Unavailable(ToolError):
    """A true answer needs something that is missing: data, configuration or the database."""


class ToolTimeout(ToolError):
    """The tool did not answer before its deadline."""
