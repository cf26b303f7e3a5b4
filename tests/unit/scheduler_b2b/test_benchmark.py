"""The benchmark on made-up instances of the family: answers, peers and ratios."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scheduler.bench.b2b.problem import B2BResult
from scheduler.bench.b2bsp import Run, peers_here, run_b2bsp, slower
from scheduler.bench.peers import oneshot
from tests.unit.scheduler_b2b.family import dzn, fewest_breaks, random_problem

SEEDS = (1, 4, 7)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = ["instance,variant,optimum"]
    for seed in SEEDS:
        problem = replace(random_problem(seed), fairness=2)
        (tmp_path / f"fair-{seed}.original.dzn").write_text(dzn(problem), encoding="utf-8")
        fewest = fewest_breaks(problem)
        lines.append(f"fair-{seed},original,{'infeasible' if fewest is None else fewest}")
    (tmp_path / "published.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_every_instance_agrees_with_what_is_published_and_so_do_the_peers(folder: Path) -> None:
    runs = list(run_b2bsp(folder, 30.0, peers=peers_here(), peer_limit=20.0))
    assert [run.instance for run in runs] == [f"fair-{seed}" for seed in SEEDS]
    assert [run.agrees for run in runs] == [True] * len(SEEDS)
    for run in runs:
        assert run.peer_faults == {}
        assert {(peer.status, peer.value) for peer in run.peers.values()} == {(run.ours.status, run.ours.value)}


def test_an_answer_that_differs_from_the_published_one_is_shown_and_fails(folder: Path) -> None:
    from api.cli.main import app

    (folder / "published.csv").write_text("instance,variant,optimum\nfair-1,original,99\n", encoding="utf-8")
    ran = CliRunner().invoke(app, ["bench", "b2bsp", str(folder), "--no-peers", "--json", "--variant", "original"])
    assert ran.exit_code == 1
    shown = json.loads(ran.stdout)
    assert [run["agrees"] for run in shown["runs"]] == [False, None, None]
    told = CliRunner().invoke(app, ["bench", "b2bsp", str(folder), "--peer-limit", "20"])
    assert told.exit_code == 1
    assert "fair-1" in told.stdout and "NO" in told.stdout
    assert "0 of 1 proven and equal to what is published." in told.stdout
    assert "times our seconds" in told.stdout


def test_a_variant_without_files_is_an_error(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"has no \.dzn file of the variant 'prec15'"):
        list(run_b2bsp(folder, 1.0, variant="prec15"))


def test_the_ratio_is_the_geometric_mean_over_what_we_finished() -> None:
    def run(status: str, ours: float, theirs: float) -> Run:
        mine = B2BResult("optimal" if status == "optimal" else "unknown", None, None, 0, ours, "")
        return Run("a", "b", None, mine, {oneshot.NAME: replace(mine, seconds=theirs)}, {})

    runs = [run("optimal", 1.0, 2.0), run("optimal", 1.0, 8.0), run("unknown", 1.0, 100.0)]
    assert slower(runs, oneshot.NAME) == pytest.approx(4.0)
    assert slower(runs, "nobody") is None
