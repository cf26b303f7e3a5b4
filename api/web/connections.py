"""A connection of the HTTP server that does not wait for ever for a request to begin."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.web.limits import MOST_HEADER_BYTES, PATIENCE_SECONDS

MOST_CONNECTIONS = 900
"""More are answered with 503; below the 1,024 open files that systems commonly allow."""
SERVER: dict[str, Any] = {
    "ws": "none",
    "h11_max_incomplete_event_size": MOST_HEADER_BYTES,
    "limit_concurrency": MOST_CONNECTIONS,
    "timeout_keep_alive": 5,
}
"""Settings of the server that belong to this."""


class PatientConnection(H11Protocol):
    """Closes itself when the head of a request is not complete in time, however slowly its bytes come."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        waiting = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if not waiting:
            self._stop_waiting()
        elif self._late is None:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(PATIENCE_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()
