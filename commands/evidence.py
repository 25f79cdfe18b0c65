"""``flask ledger …`` and ``flask report``: what is shown to others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.services import ready_services
from ledger import checkpoint, export
from ledger.append import Act, append
from ledger.checkpoint import ORIGIN
from ledger.payloads import check
from ledger.seal import seal_all, unsealed
from ledger.verify import LedgerBroken, Verified, verify
from reports.statistics import complaint_figures
from reports.writers import FORMATS
from services import Services, clock


@click.group()
def ledger() -> None:
    """The log of everything: export, verify, checkpoint."""


@ledger.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_to(file: Path) -> None:
    """Write the ledger as JSON lines."""
    with ready_services() as services:
        seal_all(services.db)
        with file.open("w", encoding="utf-8") as target:
            target.writelines(export.lines(services.db, services.keys, ORIGIN))
    click.echo(f"written to {file}")


@ledger.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--checkpoint", "kept", type=click.Path(path_type=Path, exists=True), multiple=True)
@click.option("--public-key", default="", help="The ledger's key in hex, from outside (for kept checkpoints).")
def verify_file(file: Path | None, kept: tuple[Path, ...], public_key: str) -> None:
    """Check the ledger, or an exported FILE. Ends with 1 and names the first bad entry."""
    try:
        trusted = bytes.fromhex(public_key) or None
    except ValueError:
        raise click.ClickException("--public-key takes hexadecimal digits") from None
    notes = [path.read_text(encoding="utf-8") for path in kept]
    try:
        if file is not None:
            with file.open(encoding="utf-8") as lines:
                result = verify(lines, trusted, notes)
        else:
            with ready_services() as services:
                result = _whole(services, trusted, notes)
    except (LedgerBroken, UnicodeDecodeError) as error:
        click.echo(f"ledger broken: {error}", err=True)
        sys.exit(1)
    click.echo(f"ledger whole: {result.size} entries, root {result.root}, {result.checkpoints} checkpoints agree")


def _whole(services: Services, trusted: bytes | None, notes: list[str]) -> Verified:
    """Check the ledger of the database, and what its entries committed to. LedgerBroken."""
    if waiting := unsealed(services.db):
        click.echo(f"{waiting} entries were waiting to be sealed", err=True)
    seal_all(services.db)
    result = verify(export.lines(services.db, services.keys, ORIGIN), trusted, notes)
    found = check(services.db, services.keys)
    click.echo(f"payloads: {found.kept} as committed to, {found.erased} erased, {found.closed} under a lost secret")
    if left := unsealed(services.db):
        raise LedgerBroken(f"{left} entries are not sealed")
    return result


@ledger.command("checkpoint")
def make_checkpoint() -> None:
    """Sign the ledger as it stands and print the note, to be kept outside the town hall."""
    with ready_services() as services:
        seal_all(services.db)
        click.echo(checkpoint.make(services.db, services.keys, ORIGIN, clock()), nl=False)


@click.command()
@click.option("--kind", type=click.Choice(["complaints"]), required=True)
@click.option("--fiscal-year", type=click.IntRange(2500, 2700), required=True, help="Buddhist year, e.g. 2569.")
@click.option("--format", "form", type=click.Choice([*FORMATS]), required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def report(kind: str, fiscal_year: int, form: str, out: Path) -> None:
    """Statistics of a fiscal year (1 October to 30 September)."""
    with ready_services() as services:
        with services.db.read() as session:
            figures = complaint_figures(session, fiscal_year)
        with out.open("wb") as target:
            FORMATS[form](figures, target)
        with services.db.write() as session:
            made = Act("export.made", kind, actor="system", payload={"year": fiscal_year, "format": form})
            append(session, services.keys, made, clock())
    click.echo(f"written to {out}")
