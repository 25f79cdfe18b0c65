"""Numbers that belong to a person: identity cards, telephones, accounts; and the numbers that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = tuple[int, int, str]
"""Start, end and sort of a finding."""

LONG_RUN = re.compile(r"\+?\d(?:[ \t\r\n\-.,/()_·]{0,3}\d){6,}")
RUN = re.compile(r"\+?\(?\d++(?:[ \t\r\n\-.()·]{1,3}\d++)*+")
GROUP = re.compile(r"\d+")
PHONE = re.compile(r"0[689]\d{8}|0[2-7]\d{7}|(?:00)?660?[689]\d{8}|(?:00)?660?[2-7]\d{7}")
YEAR = re.compile(r"(?:24|25|26)\d\d|(?:19|20)\d\d")
DATE = re.compile(
    r"(?<![\d\-./])(?:[0-3]?\d[\-./][01]?\d[\-./](?:\d{4}|\d{2})|(?:19|20|25)\d\d-[01]\d-[0-3]\d)(?![\d\-/])"
)
MONEY = re.compile(r"[ ]?(?:บาท|ล้าน|แสน|หมื่น|พัน|,\d|\.\d\d?(?!\d))")
SHORTEST, LONGEST = 10, 18
"""Digits of an account or a receipt."""


def number_runs(text: str) -> Iterator[Found]:
    """Every run of seven digits or more, whatever stands between them: for logs."""
    for match in LONG_RUN.finditer(text):
        yield match.start(), match.end(), _sort(re.sub(r"\D", "", match[0])) or "number"


def numbers(text: str) -> Iterator[Found]:
    """Identity numbers, telephones, accounts; money, years and dates are passed over."""
    text = DATE.sub(lambda date: "d" * len(date[0]), text)
    for match in RUN.finditer(text):
        groups = [(match.start() + g.start(), match.start() + g.end()) for g in GROUP.finditer(match[0])]
        yield from _in_run(text, groups)


def valid_national_id(digits: str) -> bool:
    """Whether thirteen digits carry the check digit of an identity card."""
    if len(digits) != 13:
        return False
    return (11 - sum(int(d) * (13 - place) for place, d in enumerate(digits[:12])) % 11) % 10 == int(digits[12])


def _in_run(text: str, groups: list[tuple[int, int]]) -> Iterator[Found]:
    at = 0
    while at < len(groups):
        near = groups[at : at + LONGEST]
        taken = _known(text, near) or _any(text, near)
        if taken is None:
            at += 1
            continue
        count, label = taken
        start = groups[at][0]
        yield start - text.startswith("+", start - 1), groups[at + count - 1][1], label
        at += count


def _known(text: str, groups: list[tuple[int, int]]) -> tuple[int, str] | None:
    """How many groups from the first on make a telephone or identity number."""
    digits = ""
    for count, (start, end) in enumerate(groups, start=1):
        digits += text[start:end]
        if len(digits) > LONGEST:
            return None
        label = _sort(digits)
        if label and not _continues(text, groups, count, digits):
            return count, label
    return None


def _any(text: str, groups: list[tuple[int, int]]) -> tuple[int, str] | None:
    """The longest stretch of groups that is as long as an account, unless it reads as years or money."""
    best, total = None, 0
    if groups[0][1] - groups[0][0] > LONGEST:
        return 1, "number"
    for count, (start, end) in enumerate(groups, start=1):
        total += end - start
        if total > LONGEST:
            break
        stretch = [text[a:b] for a, b in groups[:count]]
        if total >= SHORTEST and not _harmless(text, groups[:count], stretch):
            best = count, "account"
    return best


def _continues(text: str, groups: list[tuple[int, int]], count: int, digits: str) -> bool:
    """Whether a shorter telephone is but the beginning of a longer one, as 02 123 4567 8."""
    if count == len(groups) or len(digits) >= 10:
        return False
    longer = digits + text[groups[count][0] : groups[count][1]]
    return _sort(longer) != ""


def _harmless(text: str, groups: list[tuple[int, int]], stretch: list[str]) -> bool:
    """Years and money: numbers a report and its statistics must keep."""
    if all(YEAR.fullmatch(one) for one in stretch):
        return True
    return MONEY.match(text, groups[-1][1]) is not None


def _sort(digits: str) -> str:
    if PHONE.fullmatch(digits):
        return "phone"
    if valid_national_id(digits):
        return "national_id"
    return ""
