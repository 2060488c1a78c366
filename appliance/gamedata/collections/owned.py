"""What a character, or on master its Battle.net account, has collected."""

from __future__ import annotations

from appliance.database.interface import Database
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.characters import Character, require, require_auth
from appliance.gamedata.collections.catalogue import Kind
from appliance.gamedata.realm import Branch, Realm

SPELLS = """
SELECT spell FROM character_spell WHERE guid = %s AND disabled = 0 ORDER BY spell LIMIT 20000
"""
ACCOUNT = "SELECT COALESCE(battlenet_account, 0) FROM account WHERE id = %s LIMIT 1"
BATTLENET = "SELECT id FROM battlenet_accounts WHERE id = %s LIMIT 1"
OWNED = {
    Kind.MOUNT: """
SELECT mountSpellId FROM battlenet_account_mounts
WHERE battlenetAccountId = %s ORDER BY mountSpellId LIMIT 20000
""",
    Kind.TOY: """
SELECT itemId FROM battlenet_account_toys WHERE accountId = %s ORDER BY itemId LIMIT 20000
""",
    Kind.HEIRLOOM: """
SELECT itemId FROM battlenet_account_heirlooms WHERE accountId = %s ORDER BY itemId LIMIT 20000
""",
    Kind.PET: """
SELECT DISTINCT species FROM battle_pets WHERE battlenetAccountId = %s ORDER BY species LIMIT 20000
""",
}


async def owned(realm: Realm, kind: Kind, character: Character) -> frozenset[int]:
    """Keys of what the character has: see `Collectible.key`.

    Raises:
        Unavailable: the database that knows it is not at hand, or (master) the character is
            deleted: it has no account any more.
    """
    if realm.branch is Branch.WRATH:
        return frozenset(await require(realm).fetch(SPELLS, [character.guid], row=int))
    auth = require_auth(realm)
    if not character.account:
        raise Unavailable("this character is deleted: collections are its former account's")
    return await of_account(auth, kind, await battlenet_account(auth, character.account))


async def battlenet_account(auth: Database, account: int) -> int:
    """The Battle.net account of a game account (master).

    Raises:
        NotFound: there is no such account.
        Unavailable: it has none: it was made without one.
    """
    rows = await auth.fetch(ACCOUNT, [account], row=int)
    if not rows:
        raise NotFound("the realm has no such account")
    if not rows[0]:
        raise Unavailable("this game account has no Battle.net account: it keeps no collections")
    return rows[0]


async def check_battlenet(auth: Database, battlenet: int) -> None:
    """Make sure that there is a Battle.net account (master).

    Raises:
        NotFound: there is none of this id.
    """
    if not await auth.fetch(BATTLENET, [battlenet], row=int):
        raise NotFound(f"the realm has no Battle.net account {battlenet}")


async def of_account(auth: Database, kind: Kind, battlenet: int) -> frozenset[int]:
    """Keys of what a Battle.net account has (master)."""
    return frozenset(await auth.fetch(OWNED[kind], [battlenet], row=int))
