"""The parts of an XLSX file: which member of the archive holds which tab."""

import posixpath
from xml.etree import ElementTree
from zipfile import ZipFile

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def local_name(element: ElementTree.Element) -> str:
    """The name of an element without its namespace: strict and transitional files differ in it only."""
    return element.tag.rpartition("}")[2]


def members_of(archive: ZipFile) -> dict[str, str]:
    """Names of members with forward slashes, to their names as they stand: some writers use back slashes."""
    return {name.replace("\\", "/").lstrip("/"): name for name in archive.namelist()}


def sheet_members(archive: ZipFile) -> dict[str, str]:
    """Tab to the member of the archive that holds its cells, in the order of the tabs.

    Raises
    ------
    KeyError, ValueError, ElementTree.ParseError
        The file lacks a part, or a part is no XML.
    """
    members = members_of(archive)
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in xml_of(archive, members["xl/_rels/workbook.xml.rels"]).iter(_RELATION)
    }
    found: dict[str, str] = {}
    for sheet in xml_of(archive, members["xl/workbook.xml"]).iter():
        if local_name(sheet) != "sheet":
            continue
        identity = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        path = target_of(targets.get(identity, ""), "xl")
        if path in members and "worksheets" in path:
            found[sheet.get("name", "")] = members[path]
    return found


def target_of(target: str, folder: str) -> str:
    """The member that a relation of a part in a folder leads to, with forward slashes."""
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}").lstrip("/")


def counts_from_1904(archive: ZipFile) -> bool:
    """Whether the file counts days from 1904, as Excel for Macintosh long did, so that its day numbers are 1,462 lower."""
    book = xml_of(archive, members_of(archive)["xl/workbook.xml"])
    return any(part.get("date1904") in ("1", "true") for part in book.iter() if local_name(part) == "workbookPr")


def xml_of(archive: ZipFile, member: str) -> ElementTree.Element:
    """The root of a member that is XML."""
    # expat itself refuses exponential entity expansion, and an XLSX file has no document type.
    return ElementTree.fromstring(archive.read(member))  # noqa: S314
