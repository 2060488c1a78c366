"""Items, from wherever the branch keeps them.

3.3.5 keeps whole items in `item_template`. Master keeps them in client files (Item.db2,
ItemSparse.db2); its hotfixes database holds the items it overrides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from appliance.errors import NotFound
from appliance.gamedata.items import master as item_master
from appliance.gamedata.items import wrath as item_wrath
from appliance.gamedata.items.types import Item
from appliance.gamedata.realm import Branch, Realm


class LocalItem(NamedTuple):
    """An item with its texts in the language asked for, and its name in all others it has."""

    item: Item
    names: dict[str, str]


async def get(realm: Realm, entry: int, locale: str) -> LocalItem:
    """The item with this entry.

    Raises:
        NotFound: there is no such item.
        Unavailable: master, and only the client's files can tell.
    """
    if realm.branch is Branch.WRATH:
        item = await item_wrath.read(realm, entry)
        if item is None:
            raise NotFound(f"there is no item {entry} in item_template", hint="check the id")
        translations = await item_wrath.translations(realm, entry)
    else:
        item = await item_master.read(realm, entry)
        translations = await item_master.translations(realm, entry, locale)
    for translation in translations:
        if translation.locale == locale:
            item = replace(
                item,
                name=translation.name or item.name,
                description=translation.description or item.description,
            )
    return LocalItem(item, {row.locale: row.name for row in translations if row.name})
