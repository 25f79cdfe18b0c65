"""What set-up prints: recovery sheets and the cards of first accounts, as files only their owner can read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import pyotp
import segno

from casework.office import Office
from casework.recovery import Recovery, sheets_for_print
from casework.staff_keys import Account
from models.days import bangkok_day
from reports.calendar import thai_date
from reports.writers.pdf import pdf


def print_sheets(path: Path, office: Office, recovery: Recovery, now: datetime) -> None:
    """Three pages of 33 words."""
    data = sheets_for_print(office, recovery, thai_date(bangkok_day(now), "full"))
    write_private(path, pdf("recovery_sheets", data))


def print_cards(path: Path, office: Office, accounts: Sequence[tuple[Account, str]]) -> None:
    """One page a person, with what is shown once."""
    cards = [_card(account, password) for account, password in accounts]
    write_private(path, pdf("personal_code", {"municipality": office.municipality, "cards": cards}))


def write_private(path: Path, content: bytes) -> None:
    """A new file of mode 0600. ClickException when it exists or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(content)
    except FileExistsError:
        raise click.ClickException(f"มีไฟล์ {path} อยู่แล้ว โปรดลบหรือใช้ชื่ออื่น") from None
    except OSError as error:
        raise click.ClickException(f"เขียนไฟล์ {path} ไม่ได้ ({type(error).__name__})") from None


def _card(account: Account, password: str) -> dict[str, object]:
    secret = account.totp_secret
    address = pyotp.TOTP(secret).provisioning_uri(name=account.staff.username, issuer_name="Siangsai")
    dots = segno.make(address, micro=False).matrix_iter(border=2)
    return {
        "name": account.staff.display_name,
        "username": account.staff.username,
        "password": password,
        "totp": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "code": account.personal_code,
        "qr": ["".join("1" if dot else "0" for dot in row) for row in dots],
    }
