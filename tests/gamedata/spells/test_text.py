"""Placeholders of descriptions show the spell's own values; the rest stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.gamedata.spells.text import duration_text, mentioned, resolve
from appliance.gamedata.spells.types import Spell, SpellEffect

BURN = Spell(
    id=1,
    name="Burn",
    duration_ms=15000,
    range_max=30.0,
    proc_chance=10,
    proc_charges=3,
    stack_amount=5,
    max_targets=4,
    level=20,
    base_level=20,
    max_level=40,
    effects=(
        SpellEffect(0, 2, points_min=100, points_max=120, points_per_level=1.5, chain_targets=3),
        SpellEffect(1, 6, aura=3, points_min=-8, points_max=-8, period_ms=2000, radius=5.0),
        SpellEffect(2, 6, aura=107, points_min=-500, points_max=-500, misc=(10, 0)),
    ),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Deals $s1 damage.", "Deals 100 to 120 damage."),
        ("$m1, $M1", "100, 120"),
        ("$s2 every $t2 sec for $d, $o2 in all", "8 every 2 sec for 15 sec, 56 in all"),
        ("within $a2 yards, range $r", "within 5 yards, range 30"),
        ("$h% chance, $n charges, stacks $u times", "10% chance, 3 charges, stacks 5 times"),
        ("up to $i targets, $x1 jumps, group $q3", "up to 4 targets, 3 jumps, group 10"),
        ("faster by $/1000;s3 sec", "faster by 0.5 sec"),
        ("worth $*2;s2", "worth 16"),
        ("$n $lcharge:charges;, $/3;n $lcharge:charges;", "3 charges, 1 charge"),
        ("on $ghis:her; own", "on his/her own"),
        ("${$m1*2+$AP}, $<dmg>, $?s5[yes][no]", "${$m1*2+$AP}, $<dmg>, $?s5[yes][no]"),
        ("heals $99s1, burns $1s2", "heals $99s1, burns 8"),
        ("$s9 and $z", "$s9 and $z"),
        ("costs $5", "costs $5"),
    ],
)
def test_a_placeholder_shows_the_value(text: str, shown: str) -> None:
    assert resolve(text, BURN) == shown


def test_other_spells_and_a_level_count() -> None:
    other = Spell(id=99, name="Mend", effects=(SpellEffect(0, 10, points_min=7, points_max=7),))
    assert mentioned("heals $99s1 and $1234567d, not $s1 or $<x>") == {99, 1234567}
    assert resolve("heals $99s1", BURN, {99: other}) == "heals 7"
    assert resolve("$s1", BURN, level=30) == "115 to 135"
    assert resolve("$s1", BURN, level=80) == "130 to 150"
    assert resolve("$s1", BURN, level=1) == "100 to 120"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (None, None),
        (-1, "until cancelled"),
        (500, "0.5 sec"),
        (59999, "60 sec"),
        (90000, "1.5 min"),
        (7200000, "2 hours"),
        (86400000, "1 day"),
        (604800000, "7 days"),
    ],
)
def test_durations_read_as_in_the_client(milliseconds: int | None, text: str | None) -> None:
    assert duration_text(milliseconds) == text


@given(st.text(alphabet="$sdot1m{}/*;lg:?[]<>@ 9aZ", max_size=40))
def test_no_text_breaks_it_and_plain_text_stays(text: str) -> None:
    shown = resolve(text, BURN)
    if "$" not in text:
        assert shown == text
