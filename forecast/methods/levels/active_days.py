"""The active-days model: on how many days of a week anybody arrives, and how many people do.

With ``n`` the days with arrivals of a week, ``y`` its people, ``w`` the phase of its middle day::

    n ~ BetaBinomial(7, mean p, overdispersion f)
    logit p = a + c1 cos w + c2 sin w
    a' = a + N(0, v^2 / 52)

    y ~ NegativeBinomial(mean n exp(l + b1 cos w + b2 sin w), size r n / 3.5)    where n > 0
    l' = l + N(0, s^2 / 52)

The number of such days depends on the weather and hardly on the year; people on such a day carry
the level. A week without arrivals says nothing of the level, so a calm spell is no fall. The
parameters ``(v, f)`` and ``(s, r)`` are averaged over fixed grids, as in the count-level model.

The best model here for the next one to four weeks, and its paths carry their own calm days. It is
not for the annual total: after a strong spring it runs too high.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from ....data.calendar import DAYS_A_WEEK, WEEKS_A_YEAR
from ...simulation.paths import WeeklyPaths
from ...simulation.weeks import MAX_WEEK, Counts, weeks_after, weeks_before
from .count_level import FIRST_WEEKS, LEVEL_SD, SEASON_SD, VOLATILITY_LOG_SD, VOLATILITY_MEDIAN
from .kalman import Blocks, Filtered, Floats, Prior
from .level import (
    HALF_LIFE_WEEKS,
    MIN_WEEKS,
    discount,
    draw_nodes,
    draw_states,
    fourier,
    laplace,
    node_weights,
    posterior_mode,
    walk_ahead,
)

SETTLED = 1e-3
"""Change of a linear predictor below which the passes end."""

# Days with arrivals.
DAYS_HALF_LIFE_WEEKS = 2 * WEEKS_A_YEAR
_days_grid = np.array(list(product((0.05, 0.1, 0.2, 0.4, 0.8), (1.4, 1.8, 2.3))))
DAYS_VOLATILITY = _days_grid[:, 0]
"""Standard deviation of the logit's change over a year; shape (15,)."""
OVERDISPERSION = _days_grid[:, 1]
"""Variance of the days, over that of a binomial count; shape (15,)."""
DAYS_PRIOR = Prior(level=-1.0, level_variance=1.0, cycle_variance=SEASON_SD**2)

# People on them.
MIDDLE_SIZE, SIZE_LOG_SD = 5.0, 0.7
MIDDLE_DAYS = DAYS_A_WEEK / 2
_people_grid = np.array(list(product(np.linspace(-2, 2.5, 10), np.linspace(-2, 2, 9))))
VOLATILITY = VOLATILITY_MEDIAN * np.exp(VOLATILITY_LOG_SD * _people_grid[:, 0])
"""Standard deviation of the level's change over a year, on the log scale; shape (90,)."""
SIZE = MIDDLE_SIZE * np.exp(SIZE_LOG_SD * _people_grid[:, 1])
"""Size of the negative binomial in a week with 3.5 days with arrivals; shape (90,)."""
LOG_PRIOR = -0.5 * (_people_grid**2).sum(axis=1)

HALF_LOG_2_PI = 0.5 * np.log(2 * np.pi)
STIRLING_STEPS = 7


@dataclass(frozen=True)
class FittedActiveDays:
    """The model after the last week.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    days, people : Filtered
        Final states of the two grids; 15 and 90 nodes.
    days_probability, people_probability : arrays, shapes (15,), (90,)
        Weights of the nodes.
    """

    daily: pd.DataFrame
    days: Filtered
    people: Filtered
    days_probability: Floats
    people_probability: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        # A stream for each kind of draw, so that a longer horizon begins as a shorter one.
        streams = rng.spawn(6)
        node = draw_nodes(self.days_probability, n_paths, rng)
        state = draw_states(self.days, node, rng)
        step = DAYS_VOLATILITY[node] / np.sqrt(WEEKS_A_YEAR)
        logit = _weeks(walk_ahead(state, step, ahead.day_of_year, streams[0]))
        mean = np.clip(1 / (1 + np.exp(-logit)), 1e-6, 1 - 1e-6)
        both = (DAYS_A_WEEK - OVERDISPERSION[node]) / (OVERDISPERSION[node] - 1)
        chance = streams[1].beta(mean * both, (1 - mean) * both)
        active = streams[2].binomial(DAYS_A_WEEK, chance)

        node = draw_nodes(self.people_probability, n_paths, rng)
        state = draw_states(self.people, node, rng)
        step = VOLATILITY[node] / np.sqrt(WEEKS_A_YEAR)
        eta = _weeks(walk_ahead(state, step, ahead.day_of_year, streams[3]))
        size = np.maximum(active, 1) * (SIZE[node] / MIDDLE_DAYS)
        noise = streams[4].standard_gamma(size) / size
        rate = active * np.exp(np.minimum(eta, np.log(MAX_WEEK))) * noise
        people = streams[5].poisson(np.minimum(rate, MAX_WEEK))
        # On each such day at least one person arrives.
        counts: Counts = np.maximum(np.minimum(people, MAX_WEEK), active).astype(np.int32)
        seed = int(rng.spawn(1)[0].integers(2**63))
        return WeeklyPaths(counts, ahead, self.daily, seed, active)


def _weeks(walk: Iterator[Floats]) -> Floats:
    """Keep every week of a walk; shape (n_weeks, n_paths)."""
    return np.stack([week.copy() for week in walk])


@dataclass(frozen=True)
class ActiveDays:
    """Days with arrivals, and people on such a day."""

    def fit(self, daily: pd.DataFrame) -> FittedActiveDays:
        """Filter both grids; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        blocks = Blocks(weeks.totals.size)
        cycle = blocks.cut(fourier(weeks.day_of_year, 1))
        active = blocks.cut(weeks.active[:, None])
        people = blocks.cut(weeks.totals[:, None])
        real = blocks.cut(np.ones((weeks.totals.size, 1)))
        weights = blocks.cut(discount(weeks.totals.size, DAYS_HALF_LIFE_WEEKS)[:, None])
        days, days_weight = _fit_days(active, real, cycle, weights)
        first = weeks.totals[:FIRST_WEEKS].sum() / max(weeks.active[:FIRST_WEEKS].sum(), 1)
        prior = Prior(np.log(first + 1), LEVEL_SD**2, SEASON_SD**2)
        weights = blocks.cut(discount(weeks.totals.size, HALF_LIFE_WEEKS)[:, None])
        level, weight = _fit_people(people, active, cycle, weights, prior)
        return FittedActiveDays(daily, days, level, days_weight, weight)


def _fit_days(
    active: Floats, real: Floats, cycle: Floats, weights: Floats
) -> tuple[Filtered, Floats]:
    """Filter the days with arrivals: final states, and weights of the nodes.

    The response has the mean and the variance of the beta-binomial at the last predictors.
    """
    q = DAYS_VOLATILITY**2 / WEEKS_A_YEAR

    def working(eta: Floats) -> tuple[Floats, Floats]:
        p = 1 / (1 + np.exp(-eta))
        slope = DAYS_A_WEEK * p * (1 - p)
        return eta + (active - DAYS_A_WEEK * p) / slope, real * slope / OVERDISPERSION

    start = real * DAYS_PRIOR.level
    eta = posterior_mode(working, start, cycle, q, DAYS_PRIOR, weights, SETTLED)
    own = _log_beta_binomial(active, 1 / (1 + np.exp(-eta)))
    filtered, loglik = laplace(eta, *working(eta), own, cycle, q, DAYS_PRIOR, weights)
    return filtered, node_weights(loglik)


def _fit_people(
    people: Floats, active: Floats, cycle: Floats, weights: Floats, prior: Prior
) -> tuple[Filtered, Floats]:
    """Filter the people on a day with arrivals: final states, and weights of the nodes.

    The response is that of Newton's method, whose weight is the observed information of the log
    mean; a week without such a day says nothing.
    """
    q = VOLATILITY**2 / WEEKS_A_YEAR
    days = np.maximum(active, 1)
    size = days * (SIZE / MIDDLE_DAYS)
    seen = active > 0

    def working(eta: Floats) -> tuple[Floats, Floats]:
        mean = days * np.exp(eta)
        known = seen * (size + people) * size * mean / (size + mean) ** 2
        return eta + (people - mean) * (size + mean) / ((size + people) * mean), known

    start = np.where(seen, np.log(np.maximum(people, 1) / days), prior.level)
    eta = posterior_mode(working, start, cycle, q, prior, weights, SETTLED)
    own = _log_count(people, np.log(days) + eta, size)
    filtered, loglik = laplace(eta, *working(eta), own, cycle, q, prior, weights)
    return filtered, node_weights(loglik + LOG_PRIOR)


def _log_beta_binomial(active: Floats, p: Floats) -> Floats:
    """Log probability of so many days of seven, but for the number of ways to choose them."""
    both = (DAYS_A_WEEK - OVERDISPERSION) / (OVERDISPERSION - 1)
    log = np.zeros(np.broadcast_shapes(active.shape, p.shape))
    for day in range(DAYS_A_WEEK):
        # The beta function with whole numbers added, as products.
        yes, no = active > day, DAYS_A_WEEK - active > day
        log += np.where(yes, np.log(p * both + day), 0) - np.log(both + day)
        log += np.where(no, np.log((1 - p) * both + day), 0)
    return log


def _log_count(y: Floats, eta: Floats, size: Floats) -> Floats:
    """Log probability of a negative binomial count with mean ``exp(eta)`` and the given size."""
    log_total = np.log(size + np.exp(eta))
    return (
        log_gamma(y + size)
        - log_gamma(size)
        - log_gamma(y + 1)
        + size * (np.log(size) - log_total)
        + y * (eta - log_total)
    )


def log_gamma(x: Floats) -> Floats:
    """Log of the gamma function of numbers above zero.

    By Stirling's series at ``x + 7``, where it is good to ten digits, less the logs of the seven
    factors between; SciPy, which has it too, takes longer to import than a whole forecast takes to
    make.
    """
    up = x + STIRLING_STEPS
    below = x * (x + 1) * (x + 2) * (x + 3) * (x + 4) * (x + 5) * (x + 6)
    inverse = 1 / up
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    log: Floats = (up - 0.5) * np.log(up) - up + HALF_LOG_2_PI + series - np.log(below)
    return log
