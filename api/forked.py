"""What processes apart find loaded and read: imported by the server from which they are forked, and by nobody else.

Reading one workbook there fills what every reading needs: the letters that the fonts have, the zones, the names of columns.
"""

from importlib import import_module

from api.events.samples import SHIPPED
from api.events.workbook.reading import read_workbook

for module in (
    "api.cli.main",
    "api.papers.exporting",
    "asyncpg",
    "matcher.encoders.static",
    "matcher.participants",
    "sklearn.feature_extraction.text",
):
    import_module(module)

read_workbook(SHIPPED.read_bytes())
