"""The event workbook: an XLSX file to records with faults, and back."""

from api.files.workbook.faults import Fault
from api.files.workbook.marking import mark_faults
from api.files.workbook.model import EventWorkbook
from api.files.workbook.reading import Reading, read_workbook
from api.files.workbook.writing import write_workbook

__all__ = ["EventWorkbook", "Fault", "Reading", "mark_faults", "read_workbook", "write_workbook"]
