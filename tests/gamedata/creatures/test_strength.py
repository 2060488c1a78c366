from __future__ import annotations

from appliance.gamedata.creatures.strength import own_levels, unit_class, wrath_worth
from appliance.gamedata.creatures.templates import base_stats, templates
from tests.support.demo_worlds import demo_realm

BARON = 100037


async def test_the_unit_class_the_server_uses() -> None:
    async with demo_realm() as realm:
        baron = (await templates(realm, [BARON]))[BARON]
    assert unit_class(baron._replace(unit_class=8)) == 8
    assert unit_class(baron._replace(unit_class=0)) == 1


async def test_a_level_without_a_row_has_no_worth() -> None:
    async with demo_realm() as realm:
        baron = (await templates(realm, [BARON]))[BARON]
        base = await base_stats(realm, [(16, unit_class(baron))])
    known = wrath_worth(baron, 16, base)
    assert known is not None
    assert known.health == 3123
    assert wrath_worth(baron, 17, base) is None


async def test_levels_may_stand_in_either_order() -> None:
    async with demo_realm() as realm:
        baron = (await templates(realm, [BARON]))[BARON]
    levels = own_levels(baron._replace(min_level=12, max_level=9))
    assert levels is not None
    assert (levels.min, levels.max) == (9, 12)
    assert own_levels(baron._replace(min_level=None)) is None
