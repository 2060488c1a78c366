"""Windows of cooldowns: never before ready, never two of a kind at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.cooldowns import Cooldown, Window, covered_ms, most_uses, plan

MINUTE = 60_000
COOLDOWNS = st.lists(
    st.builds(
        Cooldown,
        owner=st.integers(1, 3),
        spell=st.integers(1, 4),
        kind=st.sampled_from(["a", "b"]),
        duration_ms=st.integers(0, 40_000),
        cooldown_ms=st.integers(0, 200_000),
        category=st.integers(0, 2),
        category_ms=st.integers(0, 100_000),
        gcd=st.integers(0, 1),
        gcd_ms=st.sampled_from([0, 1500]),
    ),
    max_size=8,
    unique_by=lambda one: (one.owner, one.spell),
)


def test_one_cooldown_is_used_whenever_it_is_ready() -> None:
    song = Cooldown(1, 7, "haste", duration_ms=40_000, cooldown_ms=5 * MINUTE)
    found = plan([song], 10 * MINUTE + 20_000, most=10)
    assert found.whole
    assert [(one.start_ms, one.end_ms) for one in found.windows] == [
        (0, 40_000),
        (300_000, 340_000),
        (600_000, 620_000),
    ]
    assert covered_ms(found.windows) == {"haste": 100_000}
    assert most_uses(song, 10 * MINUTE + 20_000) == 3
    assert most_uses(song, 10 * MINUTE) == 2
    assert most_uses(song, 0) == 0


def test_two_of_a_kind_follow_each_other_and_other_kinds_do_not_wait() -> None:
    found = plan(
        [
            Cooldown(1, 1, "haste", 40_000, MINUTE * 5),
            Cooldown(2, 1, "haste", 40_000, MINUTE * 5),
            Cooldown(2, 2, "shield", 10_000, MINUTE * 5),
        ],
        2 * MINUTE,
        most=10,
    )
    assert found.windows == (
        Window(0, 40_000, 1, 1, "haste"),
        Window(0, 10_000, 2, 2, "shield"),
        Window(40_000, 80_000, 2, 1, "haste"),
    )


def test_a_category_and_the_global_cooldown_bind_one_owner() -> None:
    found = plan(
        [
            Cooldown(1, 1, "a", 5000, 100_000, category=9, category_ms=30_000),
            Cooldown(1, 2, "b", 4000, 100_000, category=9, category_ms=30_000),
            Cooldown(1, 3, "c", 3000, 100_000, gcd=133, gcd_ms=1500),
            Cooldown(1, 4, "d", 2000, 100_000, gcd=133, gcd_ms=1500),
            Cooldown(2, 2, "e", 1000, 100_000, category=9, category_ms=30_000),
        ],
        50_000,
        most=10,
    )
    starts = {(one.owner, one.spell): one.start_ms for one in found.windows}
    assert starts == {(1, 1): 0, (1, 2): 30_000, (1, 3): 0, (1, 4): 1500, (2, 2): 0}


def test_the_plan_says_when_it_is_cut() -> None:
    found = plan([Cooldown(1, 1, "a", 1000, 1000)], MINUTE, most=5)
    assert (len(found.windows), found.whole) == (5, False)


def test_what_lasts_no_time_or_needs_none_has_no_window() -> None:
    found = plan([Cooldown(1, 1, "a", 0, 1000), Cooldown(1, 2, "a", 1000, 0)], MINUTE, most=5)
    assert found == ((), True)


@given(COOLDOWNS, st.integers(0, 400_000))
def test_windows_keep_every_rule(cooldowns: list[Cooldown], fight_ms: int) -> None:
    found = plan(cooldowns, fight_ms, most=40)
    assert found == plan(list(reversed(cooldowns)), fight_ms, most=40)
    by_key = {(one.owner, one.spell): one for one in cooldowns}
    assert len(found.windows) <= 40
    for place, window in enumerate(found.windows):
        assert 0 <= window.start_ms < window.end_ms <= fight_ms
        used = by_key[window.owner, window.spell]
        assert used.kind == window.kind
        for later in found.windows[place + 1 :]:
            assert later.start_ms >= window.start_ms
            assert later.kind != window.kind or later.start_ms >= window.end_ms
            if later.owner != window.owner:
                continue
            after, other = later.start_ms - window.start_ms, by_key[later.owner, later.spell]
            assert later.spell != window.spell or after >= used.cooldown_ms
            assert (
                not used.category or used.category != other.category or (after >= used.category_ms)
            )
            assert used.gcd != other.gcd or not used.gcd_ms or not other.gcd_ms or after >= 1500
    assert sum(covered_ms(found.windows).values()) <= 2 * fight_ms
