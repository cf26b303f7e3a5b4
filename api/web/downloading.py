"""The headers of an answer that a browser saves as a file."""

import re
from typing import Any
from urllib.parse import quote

from fastapi import Response


def download(kind: str, description: str) -> dict[str, Any]:
    """What a route says of the file that it answers with: its media type, and what is in it."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"response_class": Response, "responses": {200: {"content": content, "description": description}}}


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser save an answer under a name, whatever letters it has (RFC 6266).

    >>> attachment("행사-S01.pdf")["Content-Disposition"].partition("filename*=")[2]
    "UTF-8''%ED%96%89%EC%82%AC-S01.pdf"
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
