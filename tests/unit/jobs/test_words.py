"""Every message that a job can carry has its Korean."""

import re
from pathlib import Path

from api.jobs.words import KOREAN, korean

API = Path(__file__).parents[3] / "api"
SAID = re.compile(
    r'(?:message ?=|message end|then|else|ValueError\(|_fail\(running,)\s*f?["\']([a-z][^"\']+ [^"\']+)["\']'
)


def test_every_message_of_the_worker_and_the_queue_has_its_korean() -> None:
    sources = [(API / name).read_text("utf-8") for name in ("jobs/worker.py", "jobs/store.py")]
    said = {text for source in sources for text in SAID.findall(source)}
    shapes = {re.sub(r"{[^}]*}", "{}", text) for text in said}
    known = {re.sub(r"{[^}]*}", "{}", text) for text in KOREAN}
    assert len(shapes) >= 8
    assert sorted(shapes - known) == []


def test_values_stand_in_their_places() -> None:
    assert korean("350 pairs scored, 12 texts encoded") == "상담 쌍 350개를 채점하고 글 12개를 읽었습니다."
    assert korean("version 3: 73 meetings, optimal") == "버전 3: 상담 73건"
    assert korean("something new") == "something new"
