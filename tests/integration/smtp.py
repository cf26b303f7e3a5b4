"""A mail server for tests: it speaks enough SMTP to take letters, to refuse them, and to break off."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class MailServer:
    """What it took, and how it answers; it says ``250`` where nothing else is set."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    """Answers to RCPT by address."""
    breaks_after: int | None = None
    """How many letters it takes before it breaks off, having taken one more without a word."""

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def to(self) -> list[str]:
        """To whom the letters went, in order."""
        return [str(letter["To"].addresses[0].addr_spec) for letter in self.taken]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        try:
            await say("220 test")
            while line := (await reader.readline()).decode().strip():
                self.asked.append(line)
                verb, _, rest = line.partition(" ")
                if verb.upper() == "DATA":
                    await say("354 go on")
                    if not await self._take(reader):
                        return
                    await say("250 taken")
                elif verb.upper() == "RCPT":
                    await say(self.recipients.get(rest.partition("<")[2].partition(">")[0], "250 ok"))
                elif verb.upper() == "QUIT":
                    await say("221 bye")
                    return
                else:
                    await say("250 ok")
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> bool:
        text = await reader.readuntil(b"\r\n.\r\n")
        self.taken.append(message_from_bytes(text[:-5], policy=default))  # type: ignore[arg-type]
        return self.breaks_after is None or len(self.taken) <= self.breaks_after


@asynccontextmanager
async def mail_server(port: int = 0) -> AsyncGenerator[MailServer]:
    """A mail server on a port of this machine, any free one if none is named."""
    made = MailServer()
    async with await asyncio.start_server(made.serve, "127.0.0.1", port) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made
