from __future__ import annotations

import re

from appliance.tools.aliases import ALIASES


def test_no_alias_points_at_another_alias() -> None:
    assert not ALIASES.keys() & set(ALIASES.values())


def test_aliases_are_spelt_like_tools() -> None:
    names = [*ALIASES, *ALIASES.values()]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name)] == []
