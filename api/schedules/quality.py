"""How good a version is, in one plain sentence; the only place that says it, for pages, programs and the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.result import Result

LAYERS: dict[str, tuple[str, str]] = {
    "pins": ("pinned meetings", "고정한 상담"),
    "promises": ("promised meetings", "약속한 상담 수"),
    "priority": ("meetings of priority guests", "우선 참가자의 상담"),
    "fairness": ("fairness", "고른 배분"),
    "gaps": ("waiting between meetings", "상담 사이 빈 시간"),
    "gap_fairness": ("evenly shared waiting", "고르게 나눈 빈 시간"),
    "moves": ("changes of table", "테이블 이동"),
    "changes": ("meetings moved", "옮긴 상담"),
    "places": ("tables and interpreters changed", "바뀐 테이블과 통역"),
}
"""The layers of the goal other than value, in English and Korean."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One sentence in two languages, and its code for programs.

    ``code`` is ``best``, ``best-value``, ``within``, ``kept`` or ``empty``; ``gain`` is the share of the value that a better
    schedule could have more, at most.
    """

    code: str
    gain: float
    english: str
    korean: str


def quality(value: int, bound: int, certificate: Mapping[str, Any]) -> Quality:
    """The quality of a version from its figures and its stored certificate.

    >>> quality(1000, 1004, {"layers": []}).english
    'At most 0.4% better is possible.'
    >>> quality(1000, 1000, {"layers": [{"name": "gaps", "proven": True}]}).korean
    '이보다 나은 일정은 없습니다.'
    """
    if certificate.get("by_hand"):
        found = quality(value, bound, {})
        return Quality(
            found.code, found.gain, f"Changed by hand. {found.english}", f"손으로 바꾼 일정입니다. {found.korean}"
        )
    layers: Sequence[Mapping[str, Any]] = certificate.get("layers") or ()
    missing = max(bound - value, 0)
    gain = missing / max(value, 1)
    kept = any(layer["name"] == "changes" for layer in layers)
    open_ = [layer["name"] for layer in layers if not layer["proven"] and layer["name"] in LAYERS]
    if missing and not value:
        return Quality(
            "empty",
            gain,
            "No meeting is placed; a longer search may find some.",
            "배정된 상담이 없습니다. 더 오래 찾으면 있을 수 있습니다.",
        )
    english, korean = _share(missing, value)
    if gain and kept:
        return Quality(
            "kept",
            gain,
            f"Kept as it was; starting over could gain {english}.",
            f"있던 일정을 지켰습니다. 처음부터 다시 짜면 {korean} 나아질 수 있습니다.",
        )
    if gain:
        english = english[0].upper() + english[1:]
        return Quality("within", gain, f"{english} better is possible.", f"{korean} 나아질 수 있습니다.")
    if open_:
        english, korean = (", ".join(dict.fromkeys(LAYERS[name][n] for name in open_)) for n in (0, 1))
        return Quality(
            "best-value",
            0.0,
            f"No schedule has more value; not settled: {english}.",
            f"가치가 더 높은 일정은 없습니다. 아직 따지지 못한 것: {korean}.",
        )
    return Quality("best", 0.0, "No better schedule exists.", "이보다 나은 일정은 없습니다.")


def quality_of(result: Result) -> Quality:
    """The quality of a result that is not stored."""
    layers = [{"name": layer.name, "proven": layer.proven} for layer in result.certificate.layers]
    return quality(result.value, result.bound, {"layers": layers})


def _share(missing: int, value: int) -> tuple[str, str]:
    """A possible gain in English and Korean: at most 0.4%, 최대 0.4%; rounded up, so that it stays true."""
    if missing * 1000 < value:
        return "less than 0.1%", "0.1% 미만으로"
    tenths = -(-missing * 1000 // max(value, 1))
    shown = f"{tenths / 10:.1f}".removesuffix(".0")
    return f"at most {shown}%", f"최대 {shown}%"


def layer_words(layer: Mapping[str, Any]) -> tuple[str, str]:
    """What a layer of a certificate measures, in English and Korean."""
    if layer["name"] == "value":
        return "value of the meetings", "상담의 가치"
    return LAYERS.get(layer["name"], (str(layer["name"]), str(layer["name"])))
