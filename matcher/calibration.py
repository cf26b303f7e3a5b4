"""Turn scores into probabilities of what happened at past events, once that is better than the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.reliability import brier, log_loss

Array = NDArray[np.float64]
Kind = Literal["rule", "logistic", "isotonic"]
STAGES = ("accepted", "held", "followed up")

PRIOR = 60.0
"""Pseudo-meetings that the rule is worth: at 60 real ones both weigh the same."""
FEWEST_LOGISTIC, FEWEST_ISOTONIC = 50, 1000
"""scikit-learn's guide: isotonic calibration overfits below about a thousand outcomes."""
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of suggested pairs.

    Parameters
    ----------
    score
        Shape ``(n,)``, in [0, 1]; the rule's score when the pair was suggested.
    happened
        Shape ``(n,)``; 1 where it was accepted (or held, or followed up: one set of outcomes a stage), else 0.
    event
        Shape ``(n,)``; at which event, any label.
    shown
        Shape ``(n,)``, in (0, 1]; how likely the pair was to be seen, from its logged rank; 1 each where absent.

    Raises
    ------
    ValueError
        When lengths differ or values leave their range.
    """

    score: Array
    happened: NDArray[np.int64]
    event: NDArray[Any]
    shown: Array | None = None

    def __post_init__(self) -> None:
        if not len(self.score) == len(self.happened) == len(self.event):
            raise ValueError(
                f"{len(self.score)} scores, {len(self.happened)} outcomes and {len(self.event)} events differ in length"
            )
        if len(self.score) and not (float(self.score.min()) >= 0 and float(self.score.max()) <= 1):
            raise ValueError("scores must lie in [0, 1]")
        if not np.isin(self.happened, (0, 1)).all():
            raise ValueError("outcomes must be 0 or 1")
        if self.shown is not None and (len(self.shown) != len(self.score) or not (self.shown > 0).all()):
            raise ValueError("shown must give each outcome a likelihood above 0")

    def part(self, chosen: NDArray[Any]) -> Outcomes:
        """Return some of the outcomes, by mask or index."""
        shown = None if self.shown is None else self.shown[chosen]
        return Outcomes(self.score[chosen], self.happened[chosen], self.event[chosen], shown)

    def weight(self) -> Array:
        """Return inverse-propensity weights, at most 5 and 1 on average."""
        if self.shown is None:
            return np.ones(len(self.score))
        raw = np.minimum(1 / self.shown, 5.0)
        return raw / raw.mean()


@dataclass(frozen=True, slots=True)
class Calibration:
    """A map from scores to probabilities.

    Parameters
    ----------
    kind
        ``"rule"`` leaves scores as they are.
    model
        The fitted scikit-learn model; None for the rule.
    samples
        Models fitted to resampled outcomes, for intervals.
    """

    kind: Kind
    model: Any = field(default=None, repr=False)
    samples: tuple[Any, ...] = field(default=(), repr=False)

    def probability(self, score: Array) -> Array:
        """Return probabilities for scores, any shape, in [0, 1]."""
        return _predict(self.kind, self.model, np.asarray(score, dtype=np.float64))

    def interval(self, score: Array, level: float = 0.9) -> tuple[Array, Array]:
        """Return the lower and upper end of the probability, from outcomes drawn again; both the score for the rule."""
        score = np.asarray(score, dtype=np.float64)
        if not self.samples:
            return score, score
        drawn = np.stack([_predict(self.kind, model, score) for model in self.samples])
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high


RULE = Calibration("rule")


def fit(
    outcomes: Outcomes, kind: Kind = "logistic", *, prior: float = PRIOR, samples: int = 0, seed: int = 0
) -> Calibration:
    """Fit a calibration that leans on the rule while outcomes are few.

    Beside the real outcomes it sees pseudo-meetings at the same scores, in number ``prior``, that happened exactly as
    often as the score says: with little data the score is left as it is, with much data the data decide.

    Parameters
    ----------
    kind
        ``"logistic"`` on the log-odds of the score, or ``"isotonic"``.
    prior
        Number of pseudo-meetings.
    samples
        How many times outcomes are drawn again for intervals.
    """
    if kind == "rule" or not len(outcomes.score):
        return RULE
    random = np.random.default_rng(seed)
    drawn: list[Any] = []
    for _ in range(samples):
        again = random.integers(0, len(outcomes.score), len(outcomes.score))
        drawn.append(_fitted(outcomes.part(again), kind, prior))
    return Calibration(kind, _fitted(outcomes, kind, prior), tuple(drawn))


def _fitted(outcomes: Outcomes, kind: Kind, prior: float) -> Any:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    score = np.clip(outcomes.score, _EDGE, 1 - _EDGE)
    share = prior / len(score)
    x = np.concatenate([score, score, score])
    y = np.concatenate([outcomes.happened, np.ones(len(score)), np.zeros(len(score))]).astype(np.int64)
    weight = np.concatenate([outcomes.weight(), share * score, share * (1 - score)])
    if kind == "isotonic":
        return IsotonicRegression(y_min=_EDGE, y_max=1 - _EDGE, out_of_bounds="clip").fit(x, y, sample_weight=weight)
    return LogisticRegression(C=1e6).fit(_log_odds(x)[:, None], y, sample_weight=weight)


def _predict(kind: Kind, model: Any, score: Array) -> Array:
    if kind == "rule" or model is None:
        return score
    flat = np.clip(score.ravel(), _EDGE, 1 - _EDGE)
    found = model.predict(flat) if kind == "isotonic" else model.predict_proba(_log_odds(flat)[:, None])[:, 1]
    return np.asarray(found, dtype=np.float64).reshape(score.shape)


def _log_odds(score: Array) -> Array:
    return np.log(score / (1 - score))


@dataclass(frozen=True, slots=True)
class Backtest:
    """How a calibration did on events that it had not seen.

    Parameters
    ----------
    events
        Each held out once.
    rule_loss, model_loss
        Mean log loss over all held-out outcomes.
    rule_brier, model_brier
        Mean squared error of the same.
    gain, gain_low
        By how much the model's log loss is lower, and the 1% quantile of that over outcomes drawn again.
    """

    kind: Kind
    events: int
    outcomes: int
    rule_loss: float
    model_loss: float
    rule_brier: float
    model_brier: float
    gain: float
    gain_low: float

    @property
    def better(self) -> bool:
        """Whether the model beats the rule beyond doubt: in both measures, and not by the luck of the draw."""
        return self.gain_low > 0 and self.model_brier < self.rule_brier


def backtest(outcomes: Outcomes, kind: Kind = "logistic", *, prior: float = PRIOR, seed: int = 0) -> Backtest:
    """Fit without each event in turn and judge on it.

    Raises
    ------
    ValueError
        When there are fewer than two events.
    """
    events = np.unique(outcomes.event)
    if len(events) < 2:
        raise ValueError("a leave-one-event-out backtest needs outcomes of at least two events")
    predicted = np.empty(len(outcomes.score))
    for event in events:
        held_out = outcomes.event == event
        predicted[held_out] = fit(outcomes.part(~held_out), kind, prior=prior).probability(outcomes.score[held_out])
    gains = log_loss(outcomes.score, outcomes.happened) - log_loss(predicted, outcomes.happened)
    random = np.random.default_rng(seed)
    drawn = gains[random.integers(0, len(gains), (1000, len(gains)))].mean(axis=1)
    return Backtest(
        kind,
        len(events),
        len(gains),
        float(log_loss(outcomes.score, outcomes.happened).mean()),
        float(log_loss(predicted, outcomes.happened).mean()),
        brier(outcomes.score, outcomes.happened),
        brier(predicted, outcomes.happened),
        float(gains.mean()),
        float(np.quantile(drawn, 0.01)),
    )


def calibrate(
    outcomes: Outcomes, *, prior: float = PRIOR, samples: int = 200, seed: int = 0
) -> tuple[Calibration, list[Backtest]]:
    """Return the calibration to use, the rule until another beats it, and the backtests that decided.

    Logistic from 50 outcomes, isotonic from 1,000; each must beat the rule on held-out events, and isotonic
    must also beat logistic.

    Examples
    --------
    >>> import numpy as np
    >>> few = Outcomes(np.array([0.4, 0.6]), np.array([0, 1]), np.array(["a", "b"]))
    >>> calibrate(few)[0].kind
    'rule'
    """
    tried: list[Backtest] = []
    if len(np.unique(outcomes.event)) >= 2:
        kinds: Sequence[tuple[Kind, int]] = (("logistic", FEWEST_LOGISTIC), ("isotonic", FEWEST_ISOTONIC))
        tried = [backtest(outcomes, kind, prior=prior, seed=seed) for kind, few in kinds if len(outcomes.score) >= few]
    good = [result for result in tried if result.better]
    if not good:
        return RULE, tried
    best = min(good, key=lambda result: result.model_loss)
    return fit(outcomes, best.kind, prior=prior, samples=samples, seed=seed), tried
