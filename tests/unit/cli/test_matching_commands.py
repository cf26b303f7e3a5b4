"""The matching commands on files, with the shipped model and no database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app

SOLUTIONS = """id,text,organization
S1,교차로 신호를 실시간으로 최적화하여 정체를 줄입니다.,길눈
S2,상수도관의 누수를 음향 센서로 찾아 지도에 표시합니다.,물길
S3,혼자 사는 노인의 낙상을 레이더로 감지하여 돌봄 센터에 알립니다.,곁
"""
NEEDS = (
    {"id": "N1", "text": "Şebekedeki suyun yarısı eski borularda kayboluyor. Su kaçağının yerini bulmak istiyoruz."},
    {"id": "N2", "text": "Older people who live alone fall at home and nobody notices."},
    {"id": "N3", "text": "We look for a partner to breed orchids in greenhouses."},
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "solutions.csv").write_text(SOLUTIONS, encoding="utf-8-sig")
    (tmp_path / "needs.jsonl").write_text("\n".join(json.dumps(need) for need in NEEDS), encoding="utf-8")
    return [str(tmp_path / "solutions.csv"), str(tmp_path / "needs.jsonl")]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_match_ranks_both_ways_with_components_and_evidence(files: list[str]) -> None:
    found = json.loads(run("match", *files, "--json").stdout)
    first = {need["id"]: need["solutions"][0] for need in found["needs"]}
    assert (first["N1"]["id"], first["N2"]["id"]) == ("S2", "S3")
    assert first["N1"]["evidence"]["solution_sentence"] == "상수도관의 누수를 음향 센서로 찾아 지도에 표시합니다."
    assert {need["id"]: need["served"] for need in found["needs"]}["N3"] is False
    assert [len(need["solutions"]) for need in found["needs"]] == [3, 3, 3]
    assert {solution["id"]: solution["needs"][0]["id"] for solution in found["solutions"]}["S2"] == "N1"
    assert 0 <= first["N1"]["score"] <= 1


def test_match_says_in_words_that_nobody_serves_a_need(files: list[str]) -> None:
    assert "Need N3: no good match" in run("match", *files).stdout


def test_explain_adds_up_to_the_score(files: list[str]) -> None:
    found = json.loads(run("explain", *files, "S2", "N1", "--json").stdout)
    assert sum(found["contributions"].values()) == pytest.approx(found["score"], abs=0.002)


def test_demand_names_what_nobody_serves(files: list[str]) -> None:
    found = json.loads(run("demand", *files, "--clusters", "3", "--json").stdout)
    assert "N3" in found["gaps"]
    assert all(group["label"]["ko"] and group["label"]["en"] for group in found["clusters"])


def test_delegation_is_proven_and_obeys_the_organizer(files: list[str]) -> None:
    found = json.loads(run("delegation", *files, "--places", "2", "--json").stdout)
    assert (found["status"], found["gap"], sorted(found["chosen"])) == ("optimal", 0.0, ["곁", "물길"])
    forced = json.loads(run("delegation", *files, "--places", "2", "--must-take", "길눈", "--json").stdout)
    assert "길눈" in forced["chosen"]


def test_demand_and_delegation_read_an_event_workbook(fixtures: Path) -> None:
    event = str(fixtures / "istanbul-2022.xlsx")
    needs = json.loads(run("demand", event, "--json").stdout)["clusters"]
    assert sum(len(one["needs"]) for one in needs) == 53
    chosen = json.loads(run("delegation", event, "--places", "3", "--json").stdout)
    assert len(chosen["chosen"]) == 3
    shown = run("delegation", event, "--places", "3").stdout
    assert all(code in shown for code in chosen["chosen"])
    assert "(가상)" in shown  # Suppliers are named beside their codes.


def test_a_file_of_one_side_alone_is_refused_with_what_to_do(files: list[str]) -> None:
    refused = run("demand", files[0])
    assert refused.exit_code == 1
    assert "name the file of needs after it" in str(refused.exception)


def test_a_delegation_whose_rules_contradict_exits_with_one(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "costs.csv").write_text("organization,cost\n물길,100\n", encoding="utf-8")
    words = ("--places", "1", "--must-take", "물길", "--costs", str(tmp_path / "costs.csv"), "--budget", "5")
    assert run("delegation", *files, *words).exit_code == 1


def test_a_quota_that_cannot_be_read_exits_with_two(files: list[str]) -> None:
    assert run("delegation", *files, "--places", "1", "--quota", "water=1").exit_code == 2
