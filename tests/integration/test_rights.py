"""Every operation and every page asks the table of rights, and whoever the table lets go on is let go on."""

import httpx
import pytest

from api.access import may
from api.access.keys import make_key
from api.access.nouns import Caller, Role
from api.ground.db import Connection
from tests.integration.world import World, every_route

EVERYONE = {("POST", "/sign-out"), ("GET", "/password"), ("POST", "/password")}
"""What asks no right: whoever has a key may put it down, and whoever has an account may choose its password."""
RIGHTS: dict[tuple[str, str], tuple[str, str]] = {
    ("DELETE", "/v1/events/{slug}/keys/{key_id}"): ("key", "revoke"),
    ("DELETE", "/v1/events/{slug}/losses/{loss_id}"): ("loss", "say"),
    ("DELETE", "/v1/keys/{key_id}"): ("key", "oversee"),
    ("GET", "/access"): ("key", "oversee"),
    ("GET", "/events"): ("event", "list"),
    ("GET", "/events/new"): ("event", "create"),
    ("GET", "/events/{slug}"): ("schedule", "read"),
    ("GET", "/events/{slug}/access"): ("key", "list"),
    ("GET", "/events/{slug}/build"): ("job", "read"),
    ("GET", "/events/{slug}/day"): ("loss", "read"),
    ("GET", "/events/{slug}/figures"): ("figure", "read"),
    ("GET", "/events/{slug}/figures.xlsx"): ("figure", "read"),
    ("GET", "/events/{slug}/figures/records/{entry_id}"): ("figure", "read"),
    ("GET", "/events/{slug}/figures/snapshots/{snapshot_id}"): ("figure", "read"),
    ("GET", "/events/{slug}/figures/{key}"): ("figure", "read"),
    ("GET", "/events/{slug}/import"): ("event", "oversee"),
    ("GET", "/events/{slug}/matches"): ("participant", "list"),
    ("GET", "/events/{slug}/me"): ("participant", "read"),
    **{("GET", f"/events/{{slug}}/me/{page}"): ("participant", "read") for page in ("find", "record", "requests")},
    ("GET", "/events/{slug}/me/with/{code}"): ("participant", "read"),
    ("GET", "/events/{slug}/mous"): ("mou", "read"),
    ("GET", "/events/{slug}/mous/{number}"): ("mou", "read"),
    ("GET", "/events/{slug}/outcomes"): ("outcome", "read"),
    ("GET", "/events/{slug}/outcomes/{outcome_id}"): ("outcome", "read"),
    ("GET", "/events/{slug}/participants"): ("event", "oversee"),
    ("GET", "/events/{slug}/participants/{code}"): ("event", "oversee"),
    ("GET", "/events/{slug}/schedules"): ("schedule", "read"),
    ("GET", "/events/{slug}/schedules/{version}"): ("schedule", "read"),
    ("GET", "/events/{slug}/schedules/{version}/certificate"): ("schedule", "read"),
    ("GET", "/events/{slug}/schedules/{version}/compare/{other}"): ("schedule", "read"),
    ("GET", "/events/{slug}/schedules/{version}/why/{supplier}/{buyer}"): ("schedule", "read"),
    ("GET", "/events/{slug}/schedules/versions"): ("schedule", "read"),
    ("GET", "/events/{slug}/settings"): ("notice", "read"),
    ("GET", "/events/{slug}/trail"): ("trail", "read"),
    ("GET", "/metrics"): ("metrics", "read"),
    ("GET", "/v1/events"): ("event", "list"),
    ("GET", "/v1/events/{slug}"): ("event", "read"),
    ("GET", "/v1/events/{slug}/agendas.zip"): ("agenda", "read all"),
    ("GET", "/v1/events/{slug}/agendas/{code}"): ("agenda", "read"),
    ("GET", "/v1/events/{slug}/agendas/{code}.ics"): ("agenda", "read"),
    ("GET", "/v1/events/{slug}/agendas/{code}.pdf"): ("agenda", "read"),
    ("GET", "/v1/events/{slug}/figures"): ("figure", "read"),
    ("GET", "/v1/events/{slug}/figures/{key}/records"): ("figure", "read"),
    ("GET", "/v1/events/{slug}/jobs"): ("job", "read"),
    ("GET", "/v1/events/{slug}/jobs/{job_id}"): ("job", "read"),
    ("GET", "/v1/events/{slug}/jobs/{job_id}/progress"): ("job", "read"),
    ("GET", "/v1/events/{slug}/keys"): ("key", "list"),
    ("GET", "/v1/events/{slug}/keys/{key_id}"): ("key", "list"),
    ("GET", "/v1/events/{slug}/losses"): ("loss", "read"),
    ("GET", "/v1/events/{slug}/losses/{loss_id}"): ("loss", "read"),
    ("GET", "/v1/events/{slug}/matches"): ("match", "read"),
    ("GET", "/v1/events/{slug}/mous"): ("mou", "read"),
    ("GET", "/v1/events/{slug}/mous/{number}"): ("mou", "read"),
    ("GET", "/v1/events/{slug}/mous/{number}/activities"): ("mou", "read"),
    ("GET", "/v1/events/{slug}/outcomes"): ("outcome", "read"),
    ("GET", "/v1/events/{slug}/outcomes/{outcome_id}"): ("outcome", "read"),
    ("GET", "/v1/events/{slug}/participants"): ("participant", "list"),
    ("GET", "/v1/events/{slug}/participants/{code}"): ("participant", "read"),
    ("GET", "/v1/events/{slug}/pins"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/publications"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/requests"): ("request", "read"),
    ("GET", "/v1/events/{slug}/requests/{request_id}"): ("request", "read"),
    ("GET", "/v1/events/{slug}/schedules"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/schedules/{version}"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/schedules/{version}/check"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/schedules/{version}/compare/{other}"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/schedules/{version}/why/{supplier}/{buyer}"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/snapshots"): ("figure", "read"),
    ("GET", "/v1/events/{slug}/timetable.xlsx"): ("schedule", "read"),
    ("GET", "/v1/events/{slug}/trail"): ("trail", "read"),
    ("GET", "/v1/events/{slug}/workbook.xlsx"): ("workbook", "export"),
    ("GET", "/v1/keys"): ("key", "oversee"),
    ("GET", "/v1/keys/{key_id}"): ("key", "oversee"),
    ("GET", "/workbooks/{kind}-{language}.xlsx"): ("event", "read"),
    ("POST", "/access/{key_id}/revoke"): ("key", "oversee"),
    ("POST", "/events/new"): ("event", "create"),
    ("POST", "/events/{slug}/access/{key_id}/revoke"): ("key", "revoke"),
    ("POST", "/events/{slug}/build"): ("job", "start"),
    ("POST", "/events/{slug}/consent"): ("event", "settle"),
    ("POST", "/events/{slug}/day"): ("loss", "say"),
    ("POST", "/events/{slug}/day/{loss_id}/take-back"): ("loss", "say"),
    ("POST", "/events/{slug}/figures/rates"): ("figure", "record"),
    ("POST", "/events/{slug}/figures/records"): ("figure", "record"),
    ("POST", "/events/{slug}/figures/records/{entry_id}"): ("figure", "record"),
    ("POST", "/events/{slug}/figures/snapshots"): ("figure", "settle"),
    ("POST", "/events/{slug}/import"): ("workbook", "import"),
    ("POST", "/events/{slug}/jobs/{job_id}/stop"): ("job", "stop"),
    ("POST", "/events/{slug}/link"): ("key", "make"),
    ("POST", "/events/{slug}/matches/compute"): ("job", "start"),
    ("POST", "/events/{slug}/mous"): ("mou", "record"),
    ("POST", "/events/{slug}/mous/{number}"): ("mou", "record"),
    ("POST", "/events/{slug}/mous/{number}/confirm"): ("mou", "confirm"),
    ("POST", "/events/{slug}/mous/{number}/activities"): ("mou", "record"),
    ("POST", "/events/{slug}/mous/{number}/move"): ("mou", "record"),
    ("POST", "/events/{slug}/mous/{number}/refuse"): ("mou", "confirm"),
    ("POST", "/events/{slug}/outcomes"): ("outcome", "record"),
    ("POST", "/events/{slug}/outcomes/{outcome_id}"): ("outcome", "record"),
    ("POST", "/events/{slug}/outcomes/{outcome_id}/confirm"): ("outcome", "confirm"),
    ("POST", "/events/{slug}/outcomes/{outcome_id}/refuse"): ("outcome", "confirm"),
    ("POST", "/events/{slug}/participants/{code}/link"): ("key", "make"),
    ("POST", "/events/{slug}/participants/{code}/revoke"): ("key", "revoke"),
    ("POST", "/events/{slug}/requests"): ("request", "ask"),
    ("POST", "/events/{slug}/requests/{request_id}/{step}"): ("request", "answer"),
    ("POST", "/events/{slug}/schedules/take-back"): ("schedule", "publish"),
    ("POST", "/events/{slug}/schedules/{version}/hand"): ("schedule", "decide"),
    ("POST", "/events/{slug}/schedules/{version}/publish"): ("schedule", "publish"),
    ("POST", "/events/{slug}/schedules/{version}/why/{supplier}/{buyer}"): ("schedule", "decide"),
    ("POST", "/v1/events"): ("event", "create"),
    ("POST", "/v1/events/{slug}/import"): ("workbook", "import"),
    ("POST", "/v1/events/{slug}/import/changes"): ("workbook", "import"),
    ("POST", "/v1/events/{slug}/import/marked"): ("workbook", "import"),
    ("POST", "/v1/events/{slug}/jobs"): ("job", "start"),
    ("POST", "/v1/events/{slug}/jobs/{job_id}/stop"): ("job", "stop"),
    ("POST", "/v1/events/{slug}/keys"): ("key", "make"),
    ("POST", "/v1/events/{slug}/keys/links"): ("key", "make"),
    ("POST", "/v1/events/{slug}/keys/revoke/{code}"): ("key", "revoke"),
    ("POST", "/v1/events/{slug}/ledger"): ("figure", "record"),
    ("POST", "/v1/events/{slug}/ledger/{entry_id}/correct"): ("figure", "record"),
    ("POST", "/v1/events/{slug}/losses"): ("loss", "say"),
    ("POST", "/v1/events/{slug}/mous"): ("mou", "record"),
    ("POST", "/v1/events/{slug}/mous/{number}/confirm"): ("mou", "confirm"),
    ("POST", "/v1/events/{slug}/mous/{number}/activities"): ("mou", "record"),
    ("POST", "/v1/events/{slug}/mous/{number}/move"): ("mou", "record"),
    ("POST", "/v1/events/{slug}/mous/{number}/refuse"): ("mou", "confirm"),
    ("POST", "/v1/events/{slug}/mous/{number}/correct"): ("mou", "record"),
    ("POST", "/v1/events/{slug}/outcomes"): ("outcome", "record"),
    ("POST", "/v1/events/{slug}/outcomes/{outcome_id}/confirm"): ("outcome", "confirm"),
    ("POST", "/v1/events/{slug}/outcomes/{outcome_id}/refuse"): ("outcome", "confirm"),
    ("POST", "/v1/events/{slug}/outcomes/{outcome_id}/correct"): ("outcome", "record"),
    ("POST", "/v1/events/{slug}/publications/take-back"): ("schedule", "publish"),
    ("POST", "/v1/events/{slug}/rates"): ("figure", "record"),
    ("POST", "/v1/events/{slug}/requests"): ("request", "ask"),
    ("POST", "/v1/events/{slug}/requests/{request_id}/accept"): ("request", "answer"),
    ("POST", "/v1/events/{slug}/requests/{request_id}/decline"): ("request", "answer"),
    ("POST", "/v1/events/{slug}/requests/{request_id}/withdraw"): ("request", "answer"),
    ("POST", "/v1/events/{slug}/schedules/{version}/allow"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/schedules/{version}/forbid"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/schedules/{version}/let-in"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/schedules/{version}/move"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/schedules/{version}/pin"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/schedules/{version}/publish"): ("schedule", "publish"),
    ("POST", "/v1/events/{slug}/schedules/{version}/unpin"): ("schedule", "decide"),
    ("POST", "/v1/events/{slug}/snapshots"): ("figure", "settle"),
    ("PUT", "/v1/events/{slug}/consent"): ("event", "settle"),
    ("GET", "/events/{slug}/invitations"): ("notice", "read"),
    ("GET", "/events/{slug}/invitations/{code}"): ("notice", "read"),
    ("GET", "/events/{slug}/letters"): ("notice", "read"),
    ("GET", "/events/{slug}/letters/{letter}/{language}"): ("notice", "read"),
    ("POST", "/events/{slug}/invitations"): ("notice", "send"),
    ("POST", "/events/{slug}/letters/{letter}/{language}"): ("notice", "write"),
    ("POST", "/events/{slug}/letters/{letter}/{language}/reset"): ("notice", "write"),
    ("GET", "/v1/events/{slug}/invitations"): ("notice", "read"),
    ("POST", "/v1/events/{slug}/invitations"): ("notice", "send"),
    ("GET", "/v1/events/{slug}/letters"): ("notice", "read"),
    ("GET", "/v1/events/{slug}/letters/{letter}/{language}"): ("notice", "read"),
    ("PUT", "/v1/events/{slug}/letters/{letter}/{language}"): ("notice", "write"),
    ("DELETE", "/v1/events/{slug}/letters/{letter}/{language}"): ("notice", "write"),
    ("GET", "/events/{slug}/changes"): ("notice", "read"),
    ("POST", "/events/{slug}/changes"): ("notice", "send"),
    ("GET", "/v1/events/{slug}/publications/changes"): ("notice", "read"),
    ("POST", "/v1/events/{slug}/publications/tell"): ("notice", "send"),
    ("GET", "/v1/events/{slug}/reminders"): ("notice", "read"),
    ("PUT", "/v1/events/{slug}/reminders"): ("notice", "write"),
    ("POST", "/events/{slug}/reminders"): ("notice", "write"),
    ("GET", "/events/{slug}/persons/{code}"): ("participant", "read"),
    ("POST", "/events/{slug}/persons/{code}"): ("person", "agree"),
    ("POST", "/events/{slug}/persons/{code}/erase"): ("person", "erase"),
    ("GET", "/v1/events/{slug}/persons/{code}"): ("person", "read"),
    ("PUT", "/v1/events/{slug}/persons/{code}"): ("person", "agree"),
    ("GET", "/v1/events/{slug}/personal-data/{code}"): ("person", "export"),
    ("POST", "/v1/events/{slug}/erasures"): ("person", "erase"),
    ("GET", "/v1/events/{slug}/retention"): ("event", "oversee"),
    ("PUT", "/v1/events/{slug}/retention"): ("event", "settle"),
    ("POST", "/events/{slug}/retention"): ("event", "settle"),
    ("GET", "/events/{slug}/webhooks"): ("webhook", "read"),
    ("POST", "/events/{slug}/webhooks"): ("webhook", "read"),
    ("POST", "/events/{slug}/webhooks/{webhook_id}/rotate"): ("webhook", "write"),
    ("POST", "/events/{slug}/webhooks/{webhook_id}/switch"): ("webhook", "write"),
    ("POST", "/events/{slug}/webhooks/{webhook_id}/messages/{message_id}/replay"): ("webhook", "write"),
    ("GET", "/v1/events/{slug}/webhooks"): ("webhook", "read"),
    ("POST", "/v1/events/{slug}/webhooks"): ("webhook", "write"),
    ("GET", "/v1/events/{slug}/webhooks/{webhook_id}"): ("webhook", "read"),
    ("POST", "/v1/events/{slug}/webhooks/{webhook_id}/rotate"): ("webhook", "write"),
    ("PUT", "/v1/events/{slug}/webhooks/{webhook_id}/switch"): ("webhook", "write"),
    ("GET", "/v1/events/{slug}/webhooks/{webhook_id}/messages"): ("webhook", "read"),
    ("POST", "/v1/events/{slug}/webhooks/{webhook_id}/messages/{message_id}/replay"): ("webhook", "write"),
    ("GET", "/v1/events/{slug}/accounts"): ("account", "list"),
    ("POST", "/v1/events/{slug}/accounts"): ("account", "make"),
    ("DELETE", "/v1/events/{slug}/accounts/{account_id}"): ("account", "close"),
    ("GET", "/v1/accounts"): ("account", "oversee"),
    ("POST", "/v1/accounts"): ("account", "oversee"),
    ("DELETE", "/v1/accounts/{account_id}"): ("account", "oversee"),
    ("POST", "/events/{slug}/access/accounts"): ("account", "make"),
    ("POST", "/events/{slug}/access/accounts/{account_id}/close"): ("account", "close"),
    ("POST", "/access/accounts"): ("account", "oversee"),
    ("POST", "/access/accounts/{account_id}/close"): ("account", "oversee"),
}
"""The right that an address stands for, as noun and verb: the last one that it asks."""
DRAWN_APART = {"agendas.zip", "{code}.ics", "{code}.pdf", "timetable.xlsx", "workbook.xlsx"}
"""What asks in the process that draws it, where nobody here sees it."""
ANSWERS = ("accept", "decline", "{step}")
"""What the side does that was asked: B01; everything else is done by S01."""
LET_IN = {
    "no-such-pin",
    "no-such-exclusion",
    "no-such-loss",
    "no-such-key",
    "no-such-account",
    "no-such-person",
    "no-such-webhook",
    "no-such-message",
}
"""What is heard only inside: nothing is pinned, excluded or lost in this event."""


class Heard(dict[tuple[str, str, str], may.Reach]):
    """The table, which remembers what it was asked."""

    asked: set[tuple[str, str]]

    def __getitem__(self, right: tuple[str, str, str]) -> may.Reach:
        self.asked.add(right[:2])
        return super().__getitem__(right)


def shut_out(answer: httpx.Response) -> bool:
    """Whether an answer lets nobody in."""
    return answer.status_code in (401, 403) or (answer.status_code == 404 and answer.json()["code"] not in LET_IN)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    table = Heard(may.REACH)
    table.asked = set()
    monkeypatch.setattr(may, "REACH", table)
    return table


async def called(world: World, db: Connection, route: tuple[str, str], role: Role) -> httpx.Response:
    """What a caller of a role hears, who has come with a key of its own."""
    made, who = world.made, "B01" if route[1].endswith(ANSWERS) else "S01"
    event = None if role == "operator" else made.event_id
    participant = made.participants[who] if role == "participant" else None
    token = await make_key(db, Caller(role, role, event_id=event, participant_id=participant))
    world.http.cookies.clear()
    return await world.call(*route, token)


def test_every_operation_and_page_names_its_right() -> None:
    assert sorted({*RIGHTS, *EVERYONE}) == every_route()
    assert set(RIGHTS.values()) <= {(noun, verb) for noun, verb, *_ in may.TABLE}


def test_every_right_of_the_table_is_asked_by_an_operation_or_a_page() -> None:
    assert {(noun, verb) for noun, verb, *_ in may.TABLE} - set(RIGHTS.values()) == set()


@pytest.mark.parametrize("role", may.ROLES)
async def test_a_role_is_let_go_on_exactly_where_the_table_says_so(
    world: World, db: Connection, heard: Heard, role: Role
) -> None:
    await db.execute("update jobs set state = 'succeeded', finished_at = now()")
    wrong: dict[tuple[str, str], object] = {}
    for route, (noun, verb) in RIGHTS.items():
        heard.asked.clear()
        answer = await called(world, db, route, role)
        if may.REACH[noun, verb, role] == "no":
            if answer.status_code != 403 or answer.json()["code"] not in ("organizers-only", "operators-only"):
                wrong[route] = answer.status_code
        elif shut_out(answer):
            wrong[route] = answer.text
        elif (noun, verb) not in heard.asked and not route[1].endswith(tuple(DRAWN_APART)):
            wrong[route] = heard.asked
    assert wrong == {}
