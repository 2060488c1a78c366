"""Each profile lists what it promises, and nothing lists what is not there."""

from __future__ import annotations

from appliance.settings.model import Profile
from appliance.tools import DOMAINS
from appliance.tools.aliases import ALIASES
from appliance.tools.profiles import CORE, DISCOVERY, shown
from appliance.tools.registry import collect

TOOLS = collect(DOMAINS)


def names(profile: Profile) -> list[str]:
    return [each.name for each in shown(profile, TOOLS, ALIASES)]


def test_full_lists_every_tool_and_every_older_name() -> None:
    assert names(Profile.FULL) == sorted((TOOLS.keys() - set(DISCOVERY)) | ALIASES.keys())


def test_core_lists_tools_that_exist_and_those_that_reach_the_others() -> None:
    assert names(Profile.CORE) == sorted((*CORE, *DISCOVERY))


def test_minimal_lists_only_what_reaches_everything() -> None:
    assert names(Profile.MINIMAL) == sorted(DISCOVERY)


def test_an_older_name_of_a_tool_that_is_not_there_is_not_listed() -> None:
    without = {name: each for name, each in TOOLS.items() if name != "get-boss-mechanics"}
    listed = [each.name for each in shown(Profile.FULL, without, ALIASES)]
    assert "get-dungeon-strategy" not in listed
