"""What people call an entity by, in resources and prompts: its number or its name.

Accepted are "448", "Hogger" and "Hogger [448]"; in round brackets a number may be part of a name.
Completions are names where one is enough to find the entity again, else names with numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.names import BASE_LOCALE
from appliance.tools.models import Locale

if TYPE_CHECKING:
    from appliance.gamedata.finder.service import Finder, Found

MOST_CHARACTERS = 100
MOST_NEAR = 3

_NUMBER = re.compile(r"^(\d{1,10})$|\[(\d{1,10})\]$", re.ASCII)


async def entry_of(finder: Finder, kind: str, text: str) -> int:
    """The number of the entity of `kind` that `text` means; of several with one name the first.

    Raises:
        NotFound: no entity has that name; names those that come near.
        InvalidArgument: the text is empty or too long.
        Unavailable: it is a name, and the index of names is not there.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > MOST_CHARACTERS:
        raise InvalidArgument(f"a {kind} is meant by its number or its name")
    if number := _NUMBER.search(wanted):
        return int(number[1] or number[2])
    found = await finder.find(wanted, kinds=[kind], limit=MOST_NEAR)
    if found and found[0].exact:
        return found[0].id
    near = ", ".join(f"{each.name} [{each.id}]" for each in found)
    raise NotFound(f"no {kind} has that name", hint=f"did you mean {near}?" if near else "")


async def completions(finder: Finder, kind: str, text: str, limit: int) -> list[str]:
    """What `text` may become; nothing while there is no index of names."""
    wanted = text.strip()[:MOST_CHARACTERS]
    try:
        found = await finder.complete(wanted, kind=kind, limit=limit)
    except Unavailable:
        return []
    return _labels(found)


def _labels(found: Sequence[Found]) -> list[str]:
    shared = Counter(each.name for each in found)
    return [each.name if shared[each.name] == 1 else f"{each.name} [{each.id}]" for each in found]


def locale_of(text: str | None) -> str:
    """The language asked for.

    Raises:
        InvalidArgument: there is no such language.
    """
    if not text:
        return BASE_LOCALE
    known = [locale.value for locale in Locale]
    if text not in known:
        raise InvalidArgument(f"`locale` must be one of {', '.join(known)}")
    return text
