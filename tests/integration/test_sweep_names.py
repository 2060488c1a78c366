"""Names of the published 3.3.5 data, as people type them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import trio

from appliance.fulltext.names_folding import fold
from appliance.gamedata.finder.service import Finder
from appliance.gamedata.finder.sources import KINDS
from appliance.gamedata.realm import Realm
from appliance.settings.knowledge import NamesSettings
from tests.support.name_queries import every_name, queries
from tests.support.realms import FixedRealm, open_realm
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.realdata, pytest.mark.sweep]

COUNT, SEED = 200, 335


@pytest.fixture
async def realm(mariadb: SqlServer, wrath_indexed: str) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), wrath_indexed) as realm:
        yield realm


async def test_names_as_people_type_them_are_found_first(realm: Realm) -> None:
    names = await every_name(realm)
    assert {name.kind for name in names} == set(KINDS)
    asked = await trio.to_thread.run_sync(queries, names, COUNT, SEED)
    assert len(asked) == COUNT
    finder = Finder(NamesSettings(), FixedRealm(realm))
    async with trio.open_nursery() as nursery:
        await nursery.start(finder.run)
        await finder.wait_built()
        wrong = []
        for query in asked:
            found = await finder.find(query.text, limit=1)
            if not found or fold(found[0].matched) != query.meant:
                wrong.append((query, found))
        nursery.cancel_scope.cancel()
    assert len(wrong) <= 0.05 * COUNT, wrong


async def test_every_name_finds_itself(realm: Realm) -> None:
    names = {fold(name.text): name for name in await every_name(realm)}
    wanted = [(folded, name) for folded, name in sorted(names.items()) if len(folded) <= 100]
    finder = Finder(NamesSettings(), FixedRealm(realm))
    async with trio.open_nursery() as nursery:
        await nursery.start(finder.run)
        await finder.wait_built()
        for folded, name in wanted[::101]:
            found = await finder.find(name.text, limit=50)
            assert any(fold(each.matched) == folded and each.exact for each in found), name
        nursery.cancel_scope.cancel()
