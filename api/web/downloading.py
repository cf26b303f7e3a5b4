"""The headers of an answer that a browser saves as a file."""

import re
from urllib.parse import quote


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser save an answer under a name, whatever letters it has (RFC 6266).

    >>> attachment("행사-S01.pdf")["Content-Disposition"].partition("filename*=")[2]
    "UTF-8''%ED%96%89%EC%82%AC-S01.pdf"
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
