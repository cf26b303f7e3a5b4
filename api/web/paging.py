"""Lists in portions: the same two parameters everywhere, the cursor of the next portion in the answer and in ``Link``."""

from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response

from api.ground.portions import Portion, Span

MOST, USUAL = 500, 100
Item = TypeVar("Item")


class Paging:
    """The portion that a request asks for, and how it is told where the list goes on."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")] = USUAL,
        cursor: Annotated[str, Query(max_length=1000, description="`next` of the portion before; none begins.")] = "",
    ) -> None:
        self.span = Span(limit, cursor)
        self._request, self._response = request, response

    def page(self, found: Portion[Any]) -> dict[str, object]:
        """A portion as the API says it."""
        links = [self._link("first", None)] + ([self._link("next", found.next)] if found.next else [])
        self._response.headers["Link"] = ", ".join(links)
        return {"items": found, "next": found.next}

    def _link(self, relation: str, cursor: str | None) -> str:
        url = self._request.url.remove_query_params("cursor")
        if cursor is not None:
            url = url.include_query_params(cursor=cursor)
        address = url.path + (f"?{url.query}" if url.query else "")
        return f'<{address}>; rel="{relation}"'


Listed = Annotated[Paging, Depends(Paging)]
