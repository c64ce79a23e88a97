"""What closing a gap would do to the slum area: the measure behind priority.

The largest share in bad condition is not automatically first (founding presentation, slide 6). For each
aspect and each parameter, its volumes are set to zero in every RT and the RT are scored again: how many
leave the slum class, with how many hectares, and how far the scores fall. A step function hides small
effects, so the fall of the scores stands beside the hectares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.quantity import Ints
from planning.rules import ASPECTS, Aspect, Parameter, Size, Tingkat
from planning.scoring import Scores, score


@dataclass(frozen=True)
class ClosingEffect:
    """Effect of closing one gap wholly in all places of level RT.

    `area` in millionths of a hectare and `places` count what leaves the slum class; `points` is the fall of
    the scores summed over the places that are slum before.
    """

    aspect: Aspect
    parameter: Parameter | None
    area: int
    places: int
    points: int


def aspect_effects(scores: Scores) -> tuple[ClosingEffect, ...]:
    """Effect of closing each of the 7 aspects, largest first: hectares, then fall of the scores."""
    rule = scores.totals.rule
    effects = [_effect(scores, aspect, None, rule.of_aspect(aspect.number)) for aspect in ASPECTS]
    return tuple(sorted(effects, key=_rank))


def parameter_effects(scores: Scores) -> tuple[ClosingEffect, ...]:
    """Effect of closing each parameter alone, largest first."""
    effects = [
        _effect(scores, ASPECTS[parameter.aspect - 1], parameter, (index,))
        for index, parameter in enumerate(scores.totals.rule.parameters)
    ]
    return tuple(sorted(effects, key=_rank))


def _rank(effect: ClosingEffect) -> tuple[int, int, int]:
    return (-effect.area, -effect.points, effect.aspect.number)


def _effect(
    scores: Scores, aspect: Aspect, parameter: Parameter | None, columns: tuple[int, ...]
) -> ClosingEffect:
    volume: Ints = scores.totals.volume.copy()
    volume[:, list(columns)] = 0
    after = score(replace(scores.totals, volume=volume))
    slum = scores.tingkat > Tingkat.TIDAK
    leaving = slum & (after.tingkat == Tingkat.TIDAK)
    return ClosingEffect(
        aspect,
        parameter,
        int(scores.totals.size(Size.LUAS)[leaving].sum()),
        int(leaving.sum()),
        int((scores.total - after.total)[slum].sum()),
    )


def points_above(scores: Scores) -> Ints:
    """How many points each place stands above the last score that is not slum, 0 where it is not slum."""
    above: Ints = np.maximum(scores.total - (scores.totals.rule.ringan - 1), 0)
    return above
