"""What the codes of refusals mean: the page that the ``type`` of a problem names, and the list of all."""

from fastapi import APIRouter, Request, Response

from api.ground.codes import CODES
from api.ground.errors import NotFound
from api.pages.frame import page

router = APIRouter(prefix="/problems")


@router.get("")
async def list_codes(request: Request) -> Response:
    """Every code by its status."""
    return await page(request, "problems.html", codes=sorted(CODES.items(), key=lambda item: (item[1].status, item[0])))


@router.get("/{code}")
async def read_code(request: Request, code: str) -> Response:
    """One code: its status, what it means and what to do."""
    if code not in CODES:
        raise NotFound("No refusal has the code {refusal}.", refusal=code)
    return await page(request, "problems.html", codes=[(code, CODES[code])])
