"""Hand letters over: to a mail server by SMTP, or as files into a folder where no server is set.

A letter keeps its Message-ID at every attempt. It is handed over at least once and, as far as anybody can know, once: only
where the connection broke before the server had answered, or the process died before the answer was written down, it goes
again, and mail programs that look at Message-IDs show it once.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from api.ground.mailboxes import UNWRITABLE
from api.ground.words import Sentence
from api.notices.nouns import Answer, Handed, Letter

PATIENCE_SECONDS = 20
"""How long a mail server may take for one answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: ``tls`` from the first byte, else as soon as it offers it; a password never goes without."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False


def server_of(address: str) -> Server:
    """The server of an address like ``smtp://user:password@host:587`` or ``smtps://...``.

    >>> server_of("smtp://desk%40example.org:secret@mail.example.org").port
    587
    """
    parts = urlsplit(address)
    tls = parts.scheme == "smtps"
    port = parts.port or (465 if tls else 587)
    return Server(parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


def message_of(letter: Letter) -> EmailMessage:
    """A letter as it stands on the wire."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Mannam", addr_spec=letter.sender)
    message["To"] = Address(" ".join(letter.recipient.split()), addr_spec=letter.address)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body)
    message["Content-Language"] = letter.language
    return message


def into_folder(folder: Path, letters: Sequence[Letter]) -> Iterator[Handed]:
    """Write letters as files, which their owner alone can read; one that is written again replaces itself."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for letter in letters:
        try:
            written = message_of(letter).as_bytes()
        except UNWRITABLE as error:
            yield _not_written(letter, error)
            continue
        file, part = folder / f"{letter.number}.eml", folder / f"{letter.number}.part"
        part.touch(mode=0o600)
        part.write_bytes(written)
        part.replace(file)
        yield Handed(letter.number, "sent")


def by_smtp(server: Server, letters: Sequence[Letter], stopped: Callable[[], bool]) -> Iterator[Handed]:
    """Hand letters over one after the other over one connection; those after a broken one are `away`."""
    waiting = list(letters)
    try:
        with closing(_connected(server)) as smtp:
            while waiting and not stopped():
                if smtp.sock is None:
                    raise smtplib.SMTPServerDisconnected("it hung up")
                yield _hand_over(smtp, waiting.pop(0))
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
    except (OSError, smtplib.SMTPException) as error:
        why = Sentence("The mail server cannot be used: {answer}", answer=_answer(error))
        yield from (Handed(letter.number, "away", why) for letter in waiting)


def _connected(server: Server) -> smtplib.SMTP:
    """A connection, signed in where there is a user."""
    context = ssl.create_default_context()
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_SECONDS)
    try:
        smtp.ehlo()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and server.user:
            raise smtplib.SMTPNotSupportedError("it offers no TLS, and a password goes over TLS alone")
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _hand_over(smtp: smtplib.SMTP, letter: Letter) -> Handed:
    try:
        message = message_of(letter)
    except UNWRITABLE as error:
        return _not_written(letter, error)
    try:
        smtp.send_message(message, letter.sender, [letter.address])
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = refused.recipients[letter.address]
        return _not_sent(letter, "no such address" if code >= 500 else "later", f"{code} {_text(text)}")
    except smtplib.SMTPServerDisconnected as error:
        return _not_sent(letter, "doubtful", _answer(error))
    except smtplib.SMTPSenderRefused as error:
        return _not_sent(letter, "away", _answer(error))
    except smtplib.SMTPResponseException as error:
        return _not_sent(letter, "refused" if error.smtp_code >= 500 else "later", _answer(error))
    except smtplib.SMTPNotSupportedError as error:
        return _not_sent(letter, "refused", _answer(error))
    except OSError as error:
        return _not_sent(letter, "doubtful", _answer(error))
    return Handed(letter.number, "sent")


def _not_written(letter: Letter, error: Exception) -> Handed:
    """One letter that cannot be written stops no other."""
    return Handed(letter.number, "refused", Sentence("The letter cannot be written: {answer}", answer=str(error)))


def _not_sent(letter: Letter, answer: Answer, said: str) -> Handed:
    return Handed(letter.number, answer, Sentence("The mail server did not take it: {answer}", answer=said))


def _answer(error: Exception) -> str:
    """What a server, or the network, said."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
