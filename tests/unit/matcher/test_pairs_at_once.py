"""What is reckoned for many pairs at once agrees with one pair after the other, and no text is read twice for it."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.copies import RUN, copied_from
from matcher.encoder import Encoder, Kind
from matcher.lexical import fold
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.shortlist import shortlist
from matcher.similarity import COLUMN_LEAD, ROW_LEAD, best_sentences, unit
from matcher.vectors import Vectors
from matcher.words import answers, word_side
from tests.unit.matcher.test_shortlist import many

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=6)


@given(SIZES, SIZES, st.integers(0, 99))
def test_the_best_sentences_are_those_of_each_pair_alone(rows: list[int], columns: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    own, other = (unit(random.standard_normal((sum(side), 8)).astype(np.float32)) for side in (rows, columns))
    starts = [np.cumsum([0, *side[:-1]]) for side in (rows, columns)]
    found = best_sentences(own, starts[0], other, starts[1])
    for row, column in np.ndindex(len(rows), len(columns)):
        offered, asked = own[starts[0][row] :][: rows[row]], other[starts[1][column] :][: columns[column]]
        near = offered @ asked.T
        lead = ROW_LEAD * np.arange(len(near))[:, None] + COLUMN_LEAD * np.arange(near.shape[1])
        at = int(found.row_sentence[row, column]), int(found.column_sentence[row, column])
        assert np.isclose(found.best[row, column], near.max(), atol=1e-6)
        assert np.isclose(found.mean[row, column], near.max(axis=0).mean(), atol=1e-6)
        assert np.isclose((near - lead)[at], (near - lead).max(), atol=1e-6)
        assert np.isclose(found.quoted[row, column], near[at], atol=1e-6)


def test_the_words_of_two_texts_answer_alike_alone_and_among_others(
    solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder
) -> None:
    offered, asked = (word_side([one.text for one in side], "en", "en", encoder=encoder) for side in (solutions, needs))
    for row, column in np.ndindex(len(solutions), len(needs)):
        sums = [0.0, 0.0]
        for place, (one, other, text) in enumerate(((offered, asked, row), (asked, offered, column))):
            answering = other.texts[column if place == 0 else row]
            near = one.vectors @ other.vectors[answering].T - other.level[answering] / 2
            sums[place] = float((one.weight[[text]] @ (near.max(axis=1) - one.level / 2))[0])
        assert np.isclose(answers(offered, asked)[row, column], sum(sums) / 2, atol=1e-5)


def test_matches_told_together_are_those_told_one_by_one(
    solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder
) -> None:
    matches = rank([*solutions, Profile("NIL", "TBD")], needs, encoder=encoder)
    at = np.array(list(np.ndindex(len(solutions) + 1, len(needs))))
    together = matches.pairs(at[:, 0], at[:, 1])
    assert together == [matches.match(int(row), int(column)) for row, column in at]
    assert [one.solution.id for one in together if one.evidence is None] == ["NIL"] * len(needs)


def test_runs_as_numbers_tell_the_same_copies_as_runs_of_letters() -> None:
    told = "Half of the treated water never reaches a customer and nobody knows where it goes."
    needs = [
        Profile("N1", told),
        Profile(
            "N2", "밤길이 어두운데 꺼진 등을 제때 고치지 못해 주민들이 골목을 무서워합니다. 신고해도 몇 주가 걸립니다."
        ),
    ]
    solutions = [Profile(str(cut), told[:cut] + " and so on, as ever.") for cut in range(20, len(told), 3)]

    def runs(text: str) -> set[str]:
        letters = "".join(letter for letter in fold(text) if letter.isalnum())
        return {letters[start : start + RUN] for start in range(len(letters) - RUN + 1)}

    expected = [[len(runs(s.text) & runs(n.text)) >= 0.6 * len(runs(n.text)) for n in needs] for s in solutions]
    assert copied_from(solutions, needs).tolist() == expected
    assert {row[0] for row in expected} == {True, False}


def test_two_short_sentences_in_korean_are_enough_to_tell_a_copy() -> None:
    need = Profile("N", "순찰차가 낡아 자주 멈춥니다. 방탄 사양의 경찰용 전기 순찰차를 구매하려 합니다.")
    copy, phrase = Profile("S1", f"이 일을 합니다. {need.text}"), Profile("S2", "순찰차가 낡아 자주 멈춥니다.")
    assert copied_from([copy, phrase], [need]).tolist() == [[True], [False]]


class Counting:
    """Another model's vectors, and how often it was asked for each text."""

    def __init__(self, model: Encoder) -> None:
        self.name, self.dimensions, self.model = model.name, model.dimensions, model
        self.asked: Counter[tuple[str, Kind]] = Counter()

    def encode(self, texts: list[str], *, kind: Kind = "text") -> np.ndarray:
        self.asked.update((text, kind) for text in texts)
        return self.model.encode(texts, kind=kind)


def test_blocks_encode_each_text_once(solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder) -> None:
    counting = Counting(encoder)
    vectors: Vectors = {}
    offered, asked = many(solutions, 12, "S"), many(needs, 24, "N")
    shortlist(offered, asked, encoder=counting, vectors=vectors, best=2, most=12 * 6)
    of_event = {(one.text, kind) for side, kind in ((offered, "solution"), (asked, "need")) for one in side}
    read = {text: count for text, count in counting.asked.items() if text in of_event}
    assert len(read) > len(of_event) / 2
    assert set(read.values()) == {1}
