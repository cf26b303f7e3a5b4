"""How good a version is, in one plain sentence; the only place that says it, for pages, programs and the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.ground.words import Sentence
from scheduler.result import Result

LAYERS = {
    "pins": Sentence("pinned meetings"),
    "promises": Sentence("promised meetings"),
    "priority": Sentence("meetings of priority guests"),
    "fairness": Sentence("fairness"),
    "gaps": Sentence("waiting between meetings"),
    "gap_fairness": Sentence("evenly shared waiting"),
    "moves": Sentence("changes of table"),
    "changes": Sentence("meetings moved"),
    "places": Sentence("tables and interpreters changed"),
}
"""The layers of the goal other than value."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One sentence, and its code for programs.

    ``code`` is ``best``, ``best-value``, ``within``, ``kept`` or ``empty``; ``gain`` is the share of the value that a better
    schedule could have more, at most.
    """

    code: str
    gain: float
    sentence: Sentence

    def said(self, language: str) -> str:
        """The sentence in a language."""
        return self.sentence.said(language)


def quality(value: int, bound: int, certificate: Mapping[str, Any]) -> Quality:
    """The quality of a version from its figures and its stored certificate.

    >>> quality(1000, 1004, {"layers": []}).said("en")
    'At most 0.4% better is possible.'
    >>> quality(1000, 1000, {"layers": [{"name": "gaps", "proven": True}]}).said("en")
    'No better schedule exists.'
    """
    if certificate.get("by_hand"):
        found = quality(value, bound, {})
        return Quality(found.code, found.gain, Sentence("Changed by hand. {quality}", quality=found.sentence))
    layers: Sequence[Mapping[str, Any]] = certificate.get("layers") or ()
    missing = max(bound - value, 0)
    gain = missing / max(value, 1)
    kept = any(layer["name"] == "changes" for layer in layers)
    open_ = [layer["name"] for layer in layers if not layer["proven"] and layer["name"] in LAYERS]
    if missing and not value:
        return Quality("empty", gain, Sentence("No meeting is placed; a longer search may find some."))
    if gain:
        return Quality("kept" if kept else "within", gain, _possible(missing, value, kept=kept))
    if open_:
        names = [LAYERS[name] for name in dict.fromkeys(open_)]
        return Quality("best-value", 0.0, Sentence("No schedule has more value; not settled: {layers}.", layers=names))
    return Quality("best", 0.0, Sentence("No better schedule exists."))


def quality_of(result: Result) -> Quality:
    """The quality of a result that is not stored."""
    layers = [{"name": layer.name, "proven": layer.proven} for layer in result.certificate.layers]
    return quality(result.value, result.bound, {"layers": layers})


def _possible(missing: int, value: int, *, kept: bool) -> Sentence:
    """What a better schedule could gain, at most 0.4%; rounded up, so that it stays true."""
    if missing * 1000 < value:
        if kept:
            return Sentence("Kept as it was; starting over could gain less than 0.1%.")
        return Sentence("Less than 0.1% better is possible.")
    tenths = -(-missing * 1000 // max(value, 1))
    percent = f"{tenths / 10:.1f}".removesuffix(".0") + "%"
    if kept:
        return Sentence("Kept as it was; starting over could gain at most {percent}.", percent=percent)
    return Sentence("At most {percent} better is possible.", percent=percent)


def layer_words(layer: Mapping[str, Any]) -> Sentence:
    """What a layer of a certificate measures."""
    if layer["name"] == "value":
        return Sentence("value of the meetings")
    return LAYERS.get(layer["name"], Sentence(str(layer["name"])))
