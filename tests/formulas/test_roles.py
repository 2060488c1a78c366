"""Stats of roles are names that the rules of capabilities know."""

from __future__ import annotations

import pytest

from appliance.formulas.roles import HUNTER, stats_of
from appliance.gamedata.groups.capabilities import RATINGS, Kind
from appliance.gamedata.groups.classify import every_name
from appliance.gamedata.realm import Branch

ROLES = ("tank", "healer", "melee_dps", "ranged_dps")
KNOWN = {name for branch in Branch for kind, name in every_name(branch) if kind is Kind.BUFF} | {
    f"{name} rating" for name in RATINGS
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("class_id", [HUNTER, 8])
def test_every_stat_of_a_role_can_be_found(role: str, class_id: int) -> None:
    stats = stats_of(role, class_id)
    assert len(set(stats)) == len(stats)
    assert set(stats) <= KNOWN


def test_roles_differ_in_what_counts() -> None:
    tank, healer = set(stats_of("tank", 1)), set(stats_of("healer", 5))
    assert {"armor", "stamina"} <= tank - healer
    assert {"healing power", "mana regeneration"} <= healer - tank
    assert "ranged attack power" in stats_of("ranged_dps", HUNTER)
    assert "spell damage" in stats_of("ranged_dps", 8)
    assert "spell damage" not in stats_of("ranged_dps", HUNTER)
