"""What is said of an item that nothing in the realm knows."""

from __future__ import annotations

from typing import NoReturn

from appliance.errors import NotFound, Unavailable
from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm


async def refuse_unknown(realm: Realm, item: int, hint: str) -> NoReturn:
    """Raise what fits: there is no such item, or what would know it is missing."""
    if realm.branch is Branch.WRATH:
        raise NotFound(f"there is no item {item} in item_template", hint=hint)
    if await client.has(realm, "ItemSparse"):
        raise NotFound(f"there is no item {item} in ItemSparse", hint=hint)
    raise Unavailable(realm.client.missing("ItemSparse"))
