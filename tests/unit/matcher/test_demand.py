"""Demand: groups, their names, what covers them and what nobody serves."""

import numpy as np
import pytest

from matcher.clusters import cluster
from matcher.demand import demand
from matcher.encoder import Encoder, load_encoder
from matcher.labels import Label, label_clusters
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.topicbook import topic_book

Profiles = tuple[Profile, ...]


def test_needs_of_one_topic_form_one_group() -> None:
    random = np.random.default_rng(0)
    centres = random.standard_normal((4, 16))
    rows = np.repeat(centres, 6, axis=0) + 0.2 * random.standard_normal((24, 16))
    groups = cluster((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))
    assert [group.tolist() for group in groups] == [list(range(start, start + 6)) for start in (0, 6, 12, 18)]


def test_as_many_groups_are_made_as_asked_for() -> None:
    rows = np.eye(6, dtype=np.float32)
    assert len(cluster(rows, 3)) == 3
    with pytest.raises(ValueError, match="6 needs cannot be put into 7 groups"):
        cluster(rows, 7)


def test_every_need_stands_in_one_group_and_in_one_cell(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    found = demand(rank(solutions, needs, encoder=encoder), encoder=encoder, clusters=3, places={"N2": "Istanbul"})
    assert sorted(need for group in found.clusters for need in group.needs) == ["N1", "N2", "N3", "N4"]
    assert found.map.places == ("GB", "Istanbul", "TR")
    assert found.map.needs.sum() == 4
    assert (found.map.covered <= found.map.needs).all()


def test_a_need_that_nobody_serves_is_a_gap(solutions: Profiles, needs: Profiles, encoder: Encoder) -> None:
    found = demand(rank(solutions, needs, encoder=encoder), encoder=encoder, clusters=4)
    assert "N4" in found.gaps
    assert "N1" not in found.gaps
    group = next(one for one in found.clusters if "N1" in one.needs)
    assert (group.covered, group.gaps, group.suppliers[0]) == (1.0, (), "물길")


def test_each_group_has_a_label_of_its_own_in_korean_and_english(solutions: Profiles, needs: Profiles) -> None:
    shipped = load_encoder()
    found = demand(rank(solutions, needs, encoder=shipped), encoder=shipped, clusters=4)
    labels = [(one.label.ko, one.label.en) for one in found.clusters]
    assert len(set(labels)) == 4
    known = {(topic.label["ko"], topic.label["en"]) for topic in topic_book()}
    assert set(labels) <= known


def test_the_sector_that_the_organizer_set_keeps_vague_needs_apart() -> None:
    shipped = load_encoder()
    wanted = ("water", "transport", "water", "transport")
    needs = [
        Profile(f"N{place}", "We want better service for citizens at lower cost.", sector=sector)
        for place, sector in enumerate(wanted)
    ]
    found = demand(rank([Profile("S", "Smart city platform")], needs, encoder=shipped), encoder=shipped, clusters=2)
    assert {(one.sector, one.needs) for one in found.clusters} == {
        ("water", ("N0", "N2")),
        ("transport", ("N1", "N3")),
    }


def test_needs_without_any_topic_of_the_book_are_named_as_others() -> None:
    near = np.zeros((2, len(topic_book())), dtype=np.float32)
    near[0, 3] = 5.0
    labels = label_clusters(near, [np.array([0]), np.array([1])])
    assert labels[0].en == topic_book()[3].label["en"]
    assert labels[1] == Label("기타 수요 1", "Other needs 1", 0.0)
    assert label_clusters(None, [np.array([0])])[0].en == "Other needs 1"


def test_needs_that_the_book_does_not_know_are_not_named_by_it() -> None:
    shipped = load_encoder()
    needs = [
        Profile("N1", "The violin needs a new varnish."),
        Profile("N2", "The quarterback threw three touchdowns in the final."),
        Profile("N3", "We want to buy wool for carpets."),
        Profile("N4", "Passengers never know when the next bus comes and crowd at the stops in the heat."),
    ]
    found = demand(rank([Profile("S", "Bus arrival signs")], needs, encoder=shipped), encoder=shipped, clusters=4)
    named = {one.needs[0]: one.label.en for one in found.clusters}
    assert named["N4"].startswith("Real-time bus arrival")
    assert all(named[need].startswith("Other needs") for need in ("N1", "N2", "N3"))


def test_one_problem_told_in_two_languages_forms_one_group_with_its_name() -> None:
    shipped = load_encoder()
    needs = [
        Profile("th", "น้ำประปาที่ผลิตได้หายไปกลางทางเกือบครึ่ง เจ้าหน้าที่ไม่รู้ว่าท่อใต้ดินรั่วตรงไหน"),
        Profile("tr", "Ürettiğimiz suyun yarısı aboneye ulaşmadan yer altında kayboluyor, kaçağın yerini bilmiyoruz."),
        Profile("en", "Passengers never know when the next bus comes and crowd at the stops in the heat."),
        Profile("ko", "버스가 언제 올지 몰라 시민들이 정류장에서 30분씩 기다린다는 민원이 많습니다."),
    ]
    solutions = [Profile("S", "관로에 붙인 음향 센서가 누수음을 분석해 새는 지점을 좁혀 줍니다.")]
    found = demand(rank(solutions, needs, encoder=shipped), encoder=shipped, clusters=2)
    assert sorted(sorted(group.needs) for group in found.clusters) == [["en", "ko"], ["th", "tr"]]
    named = {tuple(sorted(group.needs)): group for group in found.clusters}
    assert named["th", "tr"].sector == "water"
    assert "water" in named["th", "tr"].label.en.lower()
    assert "bus" in named["en", "ko"].label.en.lower()
