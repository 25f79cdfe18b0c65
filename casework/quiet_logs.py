"""Log lines pass a filter last: personal data goes, control characters are shown, exceptions keep no words."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType

from casework.redact import Mode, redact


class LogFilter(logging.Filter):
    """Rewrites the finished line; every record goes on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """See the class."""
        line = redact(record.getMessage(), Mode.LOGS)
        if record.exc_info and record.exc_info[0]:
            line += f" ({record.exc_info[0].__name__} at {_place(record.exc_info[2])})"
        record.msg = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


def install() -> None:
    """Put the filter on everything that writes log lines in this process; a second time changes nothing."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        if not any(isinstance(one, LogFilter) for one in handler.filters):
            handler.addFilter(LogFilter())


def _place(trace: TracebackType | None) -> str:
    """Where it happened: file and line, nothing of what was being handled."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
