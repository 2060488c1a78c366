"""Prices, tries and spawns: definitions against plain counting."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.economy import (
    Offer,
    mean_money,
    per_hour,
    pool_shares,
    quantile,
    spread,
    tries_for,
    vendor_pays_master,
)

PRICES = st.integers(1, 10_000).map(float)
OFFERS = st.lists(st.builds(Offer, PRICES, st.integers(1, 30)), min_size=1, max_size=20)


@given(OFFERS, st.sampled_from((0.25, 0.5, 0.75)))
def test_a_quantile_is_that_of_all_units_laid_out(offers: list[Offer], share: float) -> None:
    units = [offer.price for offer in offers for _ in range(offer.units)]
    if len(units) > 1:
        quarters = statistics.quantiles(units, n=4, method="inclusive")
        assert quantile(offers, share) == pytest.approx(quarters[int(share * 4) - 1])


@given(OFFERS)
def test_a_spread_is_in_order_and_within_the_prices(offers: list[Offer]) -> None:
    found = spread(offers)
    assert list(found) == sorted(found)
    assert found.minimum == min(offer.price for offer in offers)
    assert found.maximum == max(offer.price for offer in offers)


@given(OFFERS, st.randoms(use_true_random=False))
def test_the_order_of_offers_does_not_count(offers: list[Offer], random: object) -> None:
    shuffled = list(offers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert spread(shuffled) == spread(offers)


def test_a_median_interpolates_between_two_units() -> None:
    assert quantile([Offer(100, 1), Offer(200, 1)], 0.5) == 150
    assert quantile([Offer(100, 1), Offer(200, 1)], 0.25) == 125
    assert quantile([Offer(100, 3), Offer(200, 1)], 0.5) == 100


@pytest.mark.parametrize(
    ("offers", "share"), [([], 0.5), ([Offer(1, 0)], 0.5), ([Offer(1, 1)], 1.5)]
)
def test_a_quantile_of_nothing_is_refused(offers: list[Offer], share: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        quantile(offers, share)


@pytest.mark.parametrize(
    ("least", "most", "mean"),
    [
        (0, 0, 0),
        (10, 0, 0),
        (50, 50, 50),
        (80, 50, 50),
        (18, 46, 32),
        (0, 32699, 16349.5),
        (0, 32768, 16384),
        (100, 60_000, 29_952),
    ],
)
def test_the_mean_of_money(least: int, most: int, mean: float) -> None:
    assert mean_money(least, most) == mean


@pytest.mark.parametrize(
    ("chance", "confidence", "tries"),
    [
        (100, 99, 1),
        (250, 50, 1),
        (0, 50, None),
        (-1, 50, None),
        (50, 50, 1),
        (50, 87.5, 3),
        (1, 50, 69),
        (1, 90, 230),
        (1, 99, 459),
        (0.02, 50, 3466),
        (1e-6, 50, 69_314_718),
    ],
)
def test_tries_until_a_drop(chance: float, confidence: float, tries: int | None) -> None:
    assert tries_for(chance, confidence) == tries


@given(st.floats(0.001, 99.999), st.sampled_from((50, 90, 99)))
def test_tries_are_the_fewest_that_are_enough(chance: float, confidence: float) -> None:
    tries = tries_for(chance, confidence)
    assert tries is not None
    miss = 1 - chance / 100
    assert 1 - miss**tries >= confidence / 100 - 1e-6
    assert tries == 1 or 1 - miss ** (tries - 1) <= confidence / 100 + 1e-6


@pytest.mark.parametrize(
    ("chances", "limit", "shares"),
    [
        ([0, 0, 0, 0], 1, [0.25] * 4),
        ([0, 0, 0, 0], 3, [0.75] * 4),
        ([0, 0], 5, [1, 1]),
        ([0, 0], 0, [1, 1]),
        ([80, 0, 0], 1, [0.8, 0.1, 0.1]),
        ([60, 40], 1, [0.6, 0.4]),
        ([60, 60], 1, [0.6, 0.4]),
        ([30], 1, [0.3]),
        ([60, 40, 0], 2, [2 / 3] * 3),
        ([], 2, []),
    ],
)
def test_shares_of_a_pool(chances: list[float], limit: int, shares: list[float]) -> None:
    assert pool_shares(chances, limit) == pytest.approx(shares)


@given(st.lists(st.sampled_from((0, 0, 5, 20.5, 70)), min_size=1, max_size=9), st.integers(0, 9))
def test_a_pool_never_shows_more_than_its_limit(chances: list[float], limit: int) -> None:
    shares = pool_shares(chances, limit)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= (limit or len(chances)) + 1e-9


def test_spawns_give_what_their_respawn_lets_them() -> None:
    assert per_hour([(1, 300)] * 10) == 120
    assert per_hour([(0.5, 3600), (1, 0), (1, -5)]) == 0.5


def test_what_a_vendor_of_master_pays() -> None:
    shares = {"sell_price": 7, "buy_price": 100, "buy_count": 5}
    assert vendor_pays_master(**shares, class_modifier=None) == 7
    assert vendor_pays_master(**shares, class_modifier=0.25) == 5
    assert vendor_pays_master(sell_price=7, buy_price=99, buy_count=0, class_modifier=0.2) == 19
