"""Collections over the demo realm, and over a small realm of master."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import open_demo_world
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.tools.progress.collection import find_missing_collectibles, get_collection_status
from tests.support.client_rows.collection import MASTER, WRATH
from tests.support.demo_realms import whole_demo_realm
from tests.support.realms import context_of

EMBERLYN, WICKLOW, GRUMTUSK = 5, 1, 6
PONY, GLOWFLY = 140_062, 140_063
WORLD = """
CREATE TABLE creature_template (entry bigint, name text);
INSERT INTO creature_template VALUES (2671, 'Squirrel');
CREATE TABLE npc_vendor (entry bigint, item bigint);
INSERT INTO npc_vendor VALUES (2671, 13379);
"""
AUTH = """
CREATE TABLE account (id bigint, battlenet_account bigint);
INSERT INTO account VALUES (1, 41), (2, NULL);
CREATE TABLE battlenet_accounts (id bigint);
INSERT INTO battlenet_accounts VALUES (41);
CREATE TABLE battlenet_account_mounts (battlenetAccountId bigint, mountSpellId bigint);
INSERT INTO battlenet_account_mounts VALUES (41, 458), (41, 999999);
CREATE TABLE battlenet_account_toys (accountId bigint, itemId bigint);
INSERT INTO battlenet_account_toys VALUES (41, 1973);
CREATE TABLE battlenet_account_heirlooms (accountId bigint, itemId bigint);
CREATE TABLE battle_pets (guid bigint, battlenetAccountId bigint, species bigint);
INSERT INTO battle_pets VALUES (1, 41, 39), (2, 41, 39);
"""
CHARACTERS = """
CREATE TABLE characters (guid bigint, account bigint, name text, race bigint, class bigint,
    level bigint);
INSERT INTO characters VALUES (7, 1, 'Alleria', 1, 3, 70), (8, 2, 'Nobody', 1, 3, 70),
    (9, 0, '', 1, 3, 70);
"""


async def status(realm: Realm, **arguments: Any) -> Any:
    query = get_collection_status.input_type.model_validate(arguments)
    return await get_collection_status.function(query, context_of(realm))


async def missing(realm: Realm, **arguments: Any) -> Any:
    query = find_missing_collectibles.input_type.model_validate(arguments)
    return await find_missing_collectibles.function(query, context_of(realm))


@asynccontextmanager
async def master_realm() -> AsyncIterator[Realm]:
    async with (
        open_demo_world([WORLD]) as world,
        open_demo_world([AUTH]) as auth,
        open_demo_world([CHARACTERS]) as characters,
    ):
        schema = Schema(Branch.MASTER, "", "", await world.tables(), {})
        files = MemoryClient(MASTER)
        yield Realm(schema, "test", world, characters=characters, auth=auth, client=files)


async def test_a_characters_mounts_are_counted() -> None:
    async with whole_demo_realm() as realm:
        found = await status(realm, type="mount", characterId=EMBERLYN)
        assert (found.collected, found.total, found.percent) == (1, 1, 100.0)
        assert found.owner == "character Emberlyn"
        assert found.by_quality[0].quality.name == "rare"
        assert found.notes == ["Class mounts and both sides' mounts are counted alike."]
        assert (await status(realm, type="pet", characterId=EMBERLYN)).notes == []
        none = await status(realm, type="mount", characterId=WICKLOW)
        assert (none.collected, none.percent) == (0, 0.0)


async def test_what_is_missing_is_listed_with_its_sources() -> None:
    async with whole_demo_realm() as realm:
        found = await missing(realm, type="mount", characterId=WICKLOW)
        (pony,) = found.missing
        assert (pony.key, pony.name) == (PONY, "Dappled Pony")
        assert pony.items[0].name == "Bridle of the Dappled Pony"
        assert pony.items[0].sources["vendors"] == 1
        assert (found.total, found.truncated) == (1, False)
        assert (await missing(realm, type="mount", characterId=EMBERLYN)).missing == []


async def test_the_least_rarity_counts() -> None:
    async with whole_demo_realm() as realm:
        assert (await missing(realm, type="pet", characterId=GRUMTUSK)).missing == []
        common = await missing(realm, type="pet", characterId=GRUMTUSK, minRarity="common")
        assert [thing.key for thing in common.missing] == [GLOWFLY]


async def test_skills_of_the_client_add_what_no_item_teaches() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient(WRATH))
        found = await missing(realm, type="mount", characterId=EMBERLYN)
        assert [thing.key for thing in found.missing] == [458, 470]
        assert found.missing[0].name == "Brown Horse"
        assert found.missing[0].items == []
        page = await missing(realm, type="mount", characterId=EMBERLYN, limit=1)
        assert (page.truncated, page.next_after, page.total) == (True, 458, 2)
        rest = await missing(realm, type="mount", characterId=EMBERLYN, after=458)
        assert [thing.key for thing in rest.missing] == [470]


async def test_without_the_clients_skills_the_note_names_them() -> None:
    async with whole_demo_realm() as whole:
        found = await status(replace(whole, client=MemoryClient()), type="pet", characterId=1)
        assert "SkillLineAbility" in found.notes[0]


async def test_whose_collection_it_is_has_to_be_said() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=r"^characterId"):
            await status(realm, type="mount")
        with pytest.raises(InvalidArgument, match=r"^accountId"):
            await status(realm, type="mount", accountId=1)
        with pytest.raises(NotFound):
            await status(realm, type="mount", characterId=99)
        with pytest.raises(Unavailable, match="no collection of toys"):
            await status(realm, type="toy", characterId=1)
        with pytest.raises(Unavailable, match=r"database\.characters"):
            await status(replace(realm, characters=None), type="mount", characterId=1)


async def test_on_master_the_account_collects() -> None:
    async with master_realm() as realm:
        found = await status(realm, type="mount", characterId=7)
        assert (found.collected, found.total, found.unlisted) == (1, 2, 1)
        assert (await status(realm, type="pet", accountId=41)).collected == 1
        assert (await status(realm, type="toy", accountId=41)).percent == 50.0
        assert (await status(realm, type="heirloom", accountId=41)).collected == 0
        with pytest.raises(Unavailable, match=r"no Battle\.net account"):
            await status(realm, type="mount", characterId=8)
        with pytest.raises(Unavailable, match="deleted"):
            await status(realm, type="mount", characterId=9)
        with pytest.raises(NotFound, match=r"no Battle\.net account 77"):
            await status(realm, type="mount", accountId=77)
        with pytest.raises(InvalidArgument, match="exclude each other"):
            await status(realm, type="mount", characterId=7, accountId=41)
        with pytest.raises(Unavailable, match=r"database\.auth"):
            await status(replace(realm, auth=None), type="mount", accountId=41)


async def test_master_tells_the_clients_own_words_of_the_source() -> None:
    async with master_realm() as realm:
        found = await missing(realm, type="mount", accountId=41)
        assert [thing.name for thing in found.missing] == ["Black Stallion"]
        assert found.missing[0].source_text.startswith("Vendor")
        assert any("minRarity" in note for note in found.notes)
        every = await missing(realm, type="mount", accountId=41, minRarity="poor")
        assert not any("minRarity" in note for note in every.notes)
        pets = await missing(realm, type="pet", accountId=41)
        assert [thing.name for thing in pets.missing] == ["Squirrel"]


async def test_on_master_items_of_toys_and_heirlooms_have_their_quality() -> None:
    async with master_realm() as realm:
        found = await status(realm, type="toy", accountId=41)
        (rare,) = found.by_quality
        assert (rare.quality.name, rare.collected, rare.total) == ("rare", 1, 2)
        assert not any("ItemSparse" in note for note in found.notes)
        heirlooms = await status(realm, type="heirloom", accountId=41)
        assert [each.quality.name for each in heirlooms.by_quality] == ["heirloom"]
        toys = await missing(realm, type="toy", accountId=41, minRarity="rare")
        assert [(toy.key, toy.items[0].quality.id) for toy in toys.missing] == [(13379, 3)]
        assert toys.missing[0].items[0].sources == {"vendors": 1}
        assert not any("minRarity" in note for note in toys.notes)
        assert (await missing(realm, type="toy", accountId=41, minRarity="epic")).missing == []


async def test_without_item_sparse_the_note_names_it() -> None:
    rows = {name: table for name, table in MASTER.items() if name != "ItemSparse"}
    async with master_realm() as whole:
        realm = replace(whole, client=MemoryClient(rows))
        found = await status(realm, type="toy", accountId=41)
        assert found.by_quality is None
        assert any("ItemSparse" in note for note in found.notes)
        toys = await missing(realm, type="toy", accountId=41, minRarity="epic")
        assert [toy.key for toy in toys.missing] == [13379]
        assert any("minRarity" in note for note in toys.notes)
        mounts = await status(realm, type="mount", accountId=41)
        assert not any("ItemSparse" in note for note in mounts.notes)
