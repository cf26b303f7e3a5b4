"""What people put on cells beside their values: comments, lines struck through the text, links to somewhere else."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from zipfile import ZipFile

from api.events.workbook.parts import local_name, members_of, target_of, xml_of

_OFF = ("0", "false")


@dataclass(slots=True)
class Remarks:
    """Cells, by name, that carry a comment, and cells with the address that a link on them leads to."""

    commented: list[str] = field(default_factory=list[str])
    links: dict[str, str] = field(default_factory=dict[str, str])


class Struck:
    """Which formats and shared texts of a file have a line through them, wholly or in part."""

    def __init__(self, archive: ZipFile) -> None:
        members = members_of(archive)
        self.formats = frozenset(_formats(archive, members.get("xl/styles.xml")))
        self.texts = frozenset(_texts(archive, members.get("xl/sharedStrings.xml")))

    def has(self, cell: ElementTree.Element, value: str) -> bool:
        """Whether a cell's format, or a part of its text, is struck through."""
        shared = cell.get("t") == "s" and value.isdecimal() and int(value) in self.texts
        return shared or cell.get("s") in self.formats or any(_is_struck(part) for part in cell)


def remarks_of(archive: ZipFile, member: str) -> Remarks:
    """The comments and links of the sheet in a member of the archive."""
    folder, name = posixpath.split(member.replace("\\", "/"))
    members = members_of(archive)
    remarks = Remarks()
    if (relations := members.get(f"{folder.lstrip('/')}/_rels/{name}.rels")) is None:
        return remarks
    for relation in xml_of(archive, relations):
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        if kind == "hyperlink":
            remarks.links[relation.get("Id", "")] = target
        elif kind == "comments" and (part := members.get(target_of(target, folder))):
            found = xml_of(archive, part).iter()
            remarks.commented.extend(one.get("ref", "") for one in found if local_name(one) == "comment")
    return remarks


def _formats(archive: ZipFile, member: str | None) -> Iterator[str]:
    """The numbers of the cell formats whose font has a line through it."""
    if member is None:
        return
    styles = {local_name(part): part for part in xml_of(archive, member)}
    fonts = [_is_struck(font) for font in styles.get("fonts", ())]
    for number, form in enumerate(styles.get("cellXfs", ())):
        font = form.get("fontId", "")
        if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
            yield str(number)


def _texts(archive: ZipFile, member: str | None) -> Iterator[int]:
    if member is not None:
        for number, text in enumerate(part for part in xml_of(archive, member) if local_name(part) == "si"):
            if _is_struck(text):
                yield number


def _is_struck(part: ElementTree.Element) -> bool:
    return any(local_name(one) == "strike" and one.get("val") not in _OFF for one in part.iter())
