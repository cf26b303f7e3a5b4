"""The event workbook: an XLSX file to records with faults, and back."""

from api.events.workbook.faults import Fault
from api.events.workbook.marking import mark_faults
from api.events.workbook.reading import Reading, read_workbook
from api.events.workbook.writing import write_workbook

__all__ = ["Fault", "Reading", "mark_faults", "read_workbook", "write_workbook"]
