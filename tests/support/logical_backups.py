"""Takes logical backups of real servers and brings them back, for tests and measurements."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.logical.compare import Difference, compare
from appliance.backup.logical.dump import Dumped, dump
from appliance.backup.logical.plan import Role, Scope, Target
from appliance.backup.logical.restore import How, Restored, read_objects, restore
from appliance.backup.manifest import Manifest
from appliance.backup.repository.interface import Repository
from appliance.clock import SystemClock
from appliance.database.login import Login, prepare
from appliance.settings.model import DatabaseSettings
from tests.support.backups import fresh_id, local_repository, manifest_of
from tests.support.servers import SqlServer


def administrator(server: SqlServer, schema: str = "mysql", **over: Any) -> Login:
    """A login with all rights, over the server's socket."""
    values: dict[str, Any] = {"socket": server.socket, "user": "root", "password": SecretStr("")}
    return prepare(DatabaseSettings(**(values | over)), schema)


def account(server: SqlServer, name: str, *grants: str) -> Login:
    """Make an account anew with these rights (as `GRANT … TO` has them), and log in as it."""
    server.run(f"DROP USER IF EXISTS {name}@'%'; CREATE USER {name}@'%' IDENTIFIED BY 'secret'")
    for grant in filter(None, grants):
        server.run(f"GRANT {grant} TO {name}@'%'")
    return administrator(server, "information_schema", user=name, password=SecretStr("secret"))


def scope_of(**schemas: str) -> Scope:
    """Schemas by role, all of each."""
    roles: Iterable[tuple[Any, str]] = schemas.items()
    return Scope(tuple(Target(role, schema) for role, schema in roles))


async def take_dump(
    login: Login, scope: Scope, repository: Repository, *, level: int = 3, **options: Any
) -> tuple[Dumped, Manifest]:
    """Dump and publish."""
    backup_id = fresh_id()
    async with writing(repository, backup_id, level=level) as archive:
        dumped = await dump(login, scope, archive, clock=SystemClock(), **options)
        manifest = manifest_of(backup_id, dumped.files).model_copy(
            update={
                "databases": dumped.databases,
                "server": dumped.server,
                "position": dumped.position,
            }
        )
        await archive.publish(Manifest.model_validate(manifest.model_dump()))
    return dumped, manifest


class RoundTrip:
    """One schema, dumped into a repository in `folder`."""

    def __init__(self, server: SqlServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.login = administrator(server)
        self.repository = local_repository(folder)
        self.manifest: Manifest
        self.dumped: Dumped

    async def dump(self, schema: str, role: Role = "world", **options: Any) -> Dumped:
        """Take the backup."""
        scope = options.pop("scope", None) or Scope((Target(role, schema),))
        self.dumped, self.manifest = await take_dump(self.login, scope, self.repository, **options)
        return self.dumped

    @property
    def reader(self) -> ArchiveReader:
        """The backup."""
        return ArchiveReader(self.repository, self.manifest)

    async def restore(self, into: str, how: How | None = None, **options: Any) -> Restored:
        """Bring the only database of the backup back."""
        (database,) = self.manifest.databases
        return await restore(
            options.pop("login", self.login),
            self.reader,
            database=database,
            into=into,
            how=how or How(replace=True),
            **options,
        )

    async def compare(self, schema: str, **options: Any) -> list[Difference]:
        """What differs, definitions included."""
        (database,) = self.manifest.databases
        return await compare(
            self.login,
            database,
            schema,
            server=self.manifest.server,
            definitions=await read_objects(self.reader, database),
            **options,
        )
