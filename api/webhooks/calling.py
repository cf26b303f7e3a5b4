"""Hand a message to the program of somebody else: signed as Standard Webhooks says, and never to our own network.

The name is looked up once, every answer must be public, and the connection goes to the very address that was looked at: no
name can answer otherwise a moment later. Redirects are not followed: they would lead anywhere.

Source: https://www.standardwebhooks.com, version 1.
"""

import base64
import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from api.webhooks.nouns import Answered, Call, Said

PATIENCE_SECONDS = 10.0
"""How long one call may take in all."""
PREFIX = "whsec_"
OF_THE_INTERNET, TRANSLATED = ipaddress.IPv6Network("2000::/3"), ipaddress.IPv6Network("64:ff9b::/96")
"""What IANA gives out of IPv6, and where a network translates to IPv4 (RFC 6052), whose address stands at the end."""


class _Refused(Exception):
    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said: Said = said


def written(secret: bytes) -> str:
    """A secret as it is shown, once."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: one signature by each secret.

    >>> import base64
    >>> secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signature([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = [base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode() for secret in secrets]
    return " ".join(f"v1,{one}" for one in made)


def call_all(calls: Sequence[Call], *, anywhere: bool) -> list[Answered]:
    """Call all at once, so that one that answers slowly keeps no other waiting; ``anywhere``: private addresses too."""
    with ThreadPoolExecutor(max(1, len(calls))) as threads:
        return list(threads.map(partial(call, anywhere=anywhere), calls))


def call(one: Call, *, anywhere: bool) -> Answered:
    """Hand one message over; an answer of 2xx takes it."""
    begun = time.monotonic()
    status: int | None = None
    said: Said = ""
    try:
        status = _answer(one, anywhere)
        said = "redirects" if 300 <= status < 400 else "gone" if status == 410 else "refused" if status >= 400 else ""
    except _Refused as refused:
        said = refused.said
    except (OSError, HTTPException, ValueError):
        said = "no answer"
    return Answered(one.id, one.webhook_id, status, said, round(1_000 * (time.monotonic() - begun)))


def _answer(one: Call, anywhere: bool) -> int:
    parts = urlsplit(one.url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    line = socket.create_connection((public(host, port, anywhere=anywhere), port), timeout=PATIENCE_SECONDS)
    if secure:
        line = ssl.create_default_context().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    guard, begun = threading.Timer(PATIENCE_SECONDS, _cut, [line]), time.monotonic()
    guard.daemon = True
    guard.start()
    try:
        connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        connection.sock = line
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, one.body, _headers(one))
        status = connection.getresponse().status
        if time.monotonic() - begun >= PATIENCE_SECONDS:  # headers that are cut off look like headers that end
            raise TimeoutError
        return status
    finally:
        guard.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    """End a call that takes too long: who reads from a line that is only closed goes on reading.

    It is the method of the plain line, because that of a secure one would take its secrets from under the reader.
    """
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _headers(one: Call) -> dict[str, str]:
    message_id, now = f"msg_{one.id}", int(time.time())
    return {
        "content-type": "application/json",
        "user-agent": "Mannam",
        "webhook-id": message_id,
        "webhook-timestamp": f"{now}",
        "webhook-signature": signature(one.secrets, message_id, now, one.body),
    }


def public(host: str, port: int, *, anywhere: bool) -> str:
    """The address to connect to; refused where any that the name stands for is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _Refused("no such host") from error
    addresses = [str(one[4][0]) for one in found]
    if not anywhere and not all(is_public(address) for address in addresses):
        raise _Refused("private address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the internet, and of nobody's own network.

    >>> is_public("93.184.215.14"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False, False)
    >>> is_public("2606:4700::1111"), is_public("64:ff9b::5db8:d70e"), is_public("64:ff9b::7f00:1"), is_public("fec0::1")
    (True, True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        within = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF) if found in TRANSLATED else None
        found = found.ipv4_mapped or found.sixtofour or within or found
    if isinstance(found, ipaddress.IPv6Address) and found not in OF_THE_INTERNET:
        return False
    return found.is_global and not found.is_multicast
