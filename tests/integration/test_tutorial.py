"""The tutorial of the API is true: its commands, run from the first to the last against a service, do what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.bench.service import serving

ROOT = Path(__file__).parents[2]


def blocks(language: str) -> list[str]:
    """The blocks of the tutorial in a language, in order."""
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_commands_of_the_tutorial_run(data: Path) -> None:
    here = data / "here"
    here.mkdir()
    (here / "fixtures").symlink_to(ROOT / "fixtures")
    shell, (program,) = blocks("bash"), blocks("python")
    with serving(data) as served:
        environment = {**os.environ, "MANNAM": f"http://127.0.0.1:{served.port}", "KEY": served.token}
        (here / "program.py").write_text(program, "utf-8")
        script = "\n".join(["set -euo pipefail", *shell[:-1], f"{sys.executable} program.py", shell[-1]])
        done = subprocess.run(
            ["bash", "-c", script], cwd=here, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((here / "imported.json").read_text("utf-8"))["slug"] == "istanbul-2022"
    assert 'rel="next"' in done.stdout and '"state":"withdrawn"' in done.stdout
    assert json.loads((here / "refused.json").read_text("utf-8"))["code"] == "changed-meanwhile"
    assert re.search(r"^\d{4}-\d\d-\d\dT.*Z \w+ \w", done.stdout, re.MULTILINE)
    assert (here / "agenda.pdf").read_bytes().startswith(b"%PDF")
