"""How often somebody may ask: counted for all processes of a service together, told in headers, refused with the wait.

A policy gives so many requests to a caller within a minute of the clock. A key or session is a caller of its own once it was
let in; whoever has none, and whoever tries one that nobody knows, counts under the address. What opens no door (a link that
is spent, a key that is not known) counts under the strict policy of the address as well: from too many of them on, links and
unknown keys are refused unseen, while whoever is let in already goes on.

Links are counted in the database before they are opened, exactly. Everything else is counted here, and once a second the
processes add up what they counted: a caller can exceed its limit by what the other processes gave it within that second, and
no request waits for the database.

Source: draft-ietf-httpapi-ratelimit-headers.
"""

import asyncio
import hashlib
import ipaddress
import time
from collections import Counter, OrderedDict
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.keys import mark_used
from api.ground.db import LOST, Pool
from api.ground.errors import MannamError
from api.ground.settings import Settings
from api.web import refusing, store
from api.web.desk import LET_IN, pool_of, token_of
from api.web.store import Asked

WINDOW = 60
SHARED_EVERY = 1.0
MOST_KNOWN = 20_000
UNCOUNTED = ("/static", "/healthz", "/readyz", "/metrics")
"""What supervisors ask, and what a page brings with it."""
LINKS = "/sign-in/"


@dataclass(frozen=True, slots=True)
class Policy:
    """How many requests a minute somebody has."""

    name: str
    most: int


class TooOften(MannamError):
    """Somebody asked more often than its policy gives; ``wait`` is in seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, said: str, /, *, code: str, wait: int, most: int) -> None:
        super().__init__(said, code=code, n=wait, most=most)
        self.wait = wait


class Counts:
    """How often who asked within this minute, as far as this process knows."""

    def __init__(self) -> None:
        self._minute = 0
        self._times: Counter[Asked] = Counter()
        self._unsent: Counter[Asked] = Counter()
        self._used: set[bytes] = set()
        self._wrong: set[str] = set()
        self._shared_at = 0.0
        self._sharing: asyncio.Task[None] | None = None

    def spend(self, policy: Policy, who: str, times: int = 1) -> int:
        """Count requests; how many there were within this minute."""
        asked = self._asked(policy, who)
        self._times[asked] += times
        self._unsent[asked] += times
        return self._times[asked]

    def spent(self, policy: Policy, who: str) -> int:
        """How many there were, without counting."""
        return self._times[self._asked(policy, who)]

    def spend_once(self, policy: Policy, who: str, what: str) -> None:
        """Count something that opens nothing, once a minute: a page that asks on and on with an ended session is one."""
        self._asked(policy, who)
        if what not in self._wrong:
            self._wrong.add(what)
            self.spend(policy, who)

    async def spend_exactly(self, policy: Policy, who: str, pool: Pool) -> int:
        """Count a request in the database before anything else is done; how many there were in all processes."""
        self.spend(policy, who)
        await self._add({asked: self._unsent.pop(asked) for asked in [self._asked(policy, who)]}, pool)
        return self.spent(policy, who)

    def use(self, sha256: bytes) -> None:
        """Take note that a key or session let somebody in."""
        self._used.add(sha256)

    def share(self, pool: Pool) -> None:
        """Add up with the other processes, if it was not done within this second; nobody waits for it."""
        if not self._unsent or self._sharing is not None or time.monotonic() - self._shared_at < SHARED_EVERY:
            return
        self._shared_at = time.monotonic()
        unsent, self._unsent = self._unsent, Counter()
        self._sharing = asyncio.create_task(self._tell(unsent, pool), context=Context())  # on nobody's behalf
        self._sharing.add_done_callback(self._shared)

    async def close(self) -> None:
        """Wait for what is being added."""
        if self._sharing is not None:
            await self._sharing

    async def _tell(self, unsent: dict[Asked, int], pool: Pool) -> None:
        used, self._used = self._used, set()
        await self._add(unsent, pool)
        if used:
            with suppress(*LOST):
                async with pool.acquire() as db:
                    await mark_used(db, used)

    def _shared(self, _task: object) -> None:
        self._sharing = None

    def _asked(self, policy: Policy, who: str) -> Asked:
        minute = int(time.time()) // WINDOW
        if minute != self._minute:
            self._minute = minute
            self._times.clear()
            self._unsent.clear()
            self._wrong.clear()
        return policy.name, who, minute

    async def _add(self, asked: dict[Asked, int], pool: Pool) -> None:
        with suppress(*LOST):  # without a database nothing but this process counts
            async with pool.acquire() as db:
                found = await store.add_asked(db, asked)
            for one, times in found.items():
                if one[2] == self._minute:
                    self._times[one] = times + self._unsent[one]


class Rates:
    """Counts every request before it is looked at, and refuses those of whoever asks too often."""

    def __init__(self, app: ASGIApp, settings: Settings, counts: Counts) -> None:
        self.app = app
        self._counts = counts
        self._caller = Policy("caller", settings.rate)
        self._strict = Policy("sign-in", settings.sign_in_rate)
        self._known: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNCOUNTED):
            await self.app(scope, receive, send)
            return
        let_in: list[bool] = []
        scope[LET_IN] = let_in
        request = Request(scope)
        address, key = _address(request), _named(token_of(request))
        policy, times = await self._count(request, address, key)
        headers = [
            (b"ratelimit-policy", f'"{policy.name}";q={policy.most};w={WINDOW}'.encode()),
            (b"ratelimit", f'"{policy.name}";r={max(0, policy.most - times)};t={_wait()}'.encode()),
        ]

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._learn(message["status"], policy, address, key, let_in=bool(let_in))
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        if times > policy.most:
            refused = await refusing.answer(request, self._refusal(policy))
            await refused(scope, receive, told)
        else:
            await self.app(scope, receive, told)

    async def _count(self, request: Request, address: str, key: str) -> tuple[Policy, int]:
        """The policy under which a request falls, and how many came under it; one that opens a door counts beforehand."""
        counts, pool = self._counts, pool_of(request)
        if request.scope["path"].startswith(LINKS):
            return self._strict, await counts.spend_exactly(self._strict, address, pool)
        known = key in self._known
        if key and not known and (failed := counts.spent(self._strict, address)) >= self._strict.most:
            return self._strict, failed + 1
        times = counts.spend(self._caller, key if known else address)
        counts.share(pool)
        return self._caller, times

    def _refusal(self, policy: Policy) -> TooOften:
        if policy is self._strict:
            return TooOften(
                "Too many links and keys that open nothing came from this address: try again in {n:second|seconds}, or ask "
                "the organizer for a new link.",
                code="too-many-sign-ins",
                wait=_wait(),
                most=policy.most,
            )
        return TooOften(
            "More than {most} requests came within a minute: go on in {n:second|seconds}.",
            code="too-many-requests",
            wait=_wait(),
            most=policy.most,
        )

    def _learn(self, status: int, policy: Policy, address: str, key: str, *, let_in: bool) -> None:
        """Take note of what came of a request: which keys let somebody in, and what opened nothing."""
        if status == 429:
            return
        if policy is self._strict:
            if status < 400:
                self._counts.spend(self._strict, address, -1)
        elif key and status == 401:
            self._known.pop(key, None)
            self._counts.spend_once(self._strict, address, f"{address} {key}")
        elif key and let_in:
            self._counts.use(bytes.fromhex(key))
            self._known[key] = None
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)


def _named(token: str | None) -> str:
    """What a key or session is called here and in the database: nobody can ask with that."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _address(request: Request) -> str:
    """Where a request comes from; of IPv6 the part that belongs to one customer."""
    host = request.client.host if request.client else ""
    if ":" not in host:
        return host
    with suppress(ValueError):
        return str(ipaddress.ip_network(f"{host.partition('%')[0]}/64", strict=False))
    return host


def _wait() -> int:
    """Seconds until the next minute begins."""
    return WINDOW - int(time.time()) % WINDOW
