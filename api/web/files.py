"""Files that come with a request."""

from typing import Annotated

from fastapi import File, UploadFile

from api.ground.errors import Fault, Invalid

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 20 * 1024 * 1024
Upload = Annotated[UploadFile, File(description="An event workbook (XLSX).")]


async def content_of(file: UploadFile) -> bytes:
    """The bytes of an upload; Invalid if it is empty or larger than any workbook."""
    content = await file.read(LARGEST_UPLOAD + 1)
    if not content or len(content) > LARGEST_UPLOAD:
        raise Invalid(
            "The file cannot be used.",
            [
                Fault(
                    "/file",
                    "The file is larger than 20 MB." if content else "The file is empty.",
                    "Choose an event workbook (.xlsx).",
                )
            ],
        )
    return content
