"""One ReportData in, a file out: the same numbers in every format."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from reports.statistics import ReportData
from reports.writers import csv, json, xlsx

FORMATS: dict[str, Callable[[ReportData, BinaryIO], None]] = {
    "csv": csv.write,
    "xlsx": xlsx.write,
    "json": json.write,
}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
