"""JSON for other programs: the same tables, numbers as numbers, days as ISO dates."""

from __future__ import annotations

import json
from typing import BinaryIO

from reports.statistics import ReportData


def write(report: ReportData, target: BinaryIO) -> None:
    """Write the report as one object."""
    content = {
        "title": report.title,
        "municipality": report.municipality,
        "fiscal_year": report.year,
        "first_day": report.first_day.isoformat(),
        "last_day": report.last_day.isoformat(),
        "note": report.note,
        "tables": [
            {"key": table.key, "title": table.title, "headings": table.headings, "rows": table.rows}
            for table in report.tables
        ],
    }
    target.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
