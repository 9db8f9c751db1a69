"""What to check next: overdue entries, worst and most used in front, and letters that ask."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from math import log10
from pathlib import Path

from app.catalogue import Catalogue
from app.editing import corrections
from app.model.service import Service
from app.swapping import replaced

COLUMNS = (
    *("id", "name", "organization", "why", "checked", "due", "days_late", "doubtful", "uses"),
    *("phone", "email", "url", "correct_at"),
)
NEVER = 1825  # Facts of no known date count as five years late.


@dataclass(frozen=True)
class Stale:
    """An entry that is due: how late, how much it is used, and how to correct it."""

    service: Service
    kind: str
    checked: date | None
    by: date | None
    late: int | None
    uses: int
    link: str
    weight: float

    def as_row(self) -> dict[str, str]:
        """Give the values of the table's columns."""
        service = self.service
        values = (
            *(service.id, service.name, service.organization, self.kind),
            *(_day(self.checked), _day(self.by), "" if self.late is None else str(self.late)),
            *(" ".join(service.unconfirmed), str(self.uses)),
            service.phones[0].number if service.phones else "",
            *(service.email or "", service.url or "", self.link),
        )
        return dict(zip(COLUMNS, values, strict=True))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def stale(
    catalogue: Catalogue, today: date, root: str = "", visits: Mapping[str, int] | None = None
) -> list[Stale]:
    """List overdue entries: so many intervals late, weighed by how much they are used.

    Without `visits` by id, use is how many places of the site lead to an entry by name.
    """
    uses = Counter(visits) if visits is not None else _named(catalogue)
    rows = [_row(catalogue, service, today, uses[service.id], root) for service in _all(catalogue)]
    late = [row for row in rows if row.late is None or row.late > 0]
    return sorted(late, key=lambda row: (-row.weight, row.service.id))


def _all(catalogue: Catalogue) -> Iterable[Service]:
    return (one for one in catalogue.services.values() if one.status == "active")


def _row(catalogue: Catalogue, service: Service, today: date, uses: int, root: str) -> Stale:
    due = catalogue.due(service)
    late = due.late(today)
    intervals = (NEVER if late is None else late) / due.days
    weight = intervals * (1 + log10(1 + uses)) * (1.5 if service.unconfirmed else 1)
    where = corrections.link(catalogue.site, service, root)
    return Stale(service, due.kind, due.checked, due.by, late, uses, where, weight)


def _named(catalogue: Catalogue) -> Counter[str]:
    """Count how often each entry is named by others: crisis lists, hubs, `contact_through`."""
    named: Counter[str] = Counter(catalogue.site.crisis)
    named[catalogue.site.ask] += 1
    named.update(cluster.hub for cluster in catalogue.taxonomy.clusters)
    for topic in catalogue.taxonomy.topics:
        named.update(topic.crisis)
        named.update(slug for sub in topic.sub for slug in sub.crisis)
    for service in catalogue.services.values():
        named.update(service.contact_through)
    return named


def read_visits(path: Path) -> dict[str, int]:
    """Read a CSV of two columns, page and visits, as a host exports it. Raises ValueError."""
    visits: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            if len(row) < 2 or not row[1].strip().isdigit():
                if number == 1:
                    continue  # The names of the columns.
                raise ValueError(
                    f"{path}:{number}: this row is not a page and a number of visits. "
                    "Write it like /services/nhs-111/,240"
                )
            slug = row[0].rstrip("/").rsplit("/", 1)[-1]
            visits[slug] = visits.get(slug, 0) + int(row[1])
    return visits


# --- as people want it ----------------------------------------------------------------------------


def as_csv(rows: Iterable[Stale]) -> str:
    """Write the list for a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_row() for row in rows)
    return out.getvalue()


def as_table(rows: Iterable[Stale]) -> str:
    """Write the list for a terminal."""
    lines = [f"{'Days late':>9}  {'Why':<14}  {'Checked':<10}  Service"]
    for row in rows:
        late = "no date" if row.late is None else str(row.late)
        seen = _day(row.checked) or "never"
        lines.append(f"{late:>9}  {row.kind:<14}  {seen:<10}  {row.service.name} ({_reach(row)})")
    return "\n".join(lines) + "\n"


def as_issue(rows: Iterable[Stale]) -> str:
    """Write the list as boxes to tick, for a GitHub issue."""
    lines = ["Phone or look, then set `assured_date` and `assured_by` in the entry.", ""]
    for row in rows:
        doubt = (
            f"; doubtful: {', '.join(row.service.unconfirmed)}" if row.service.unconfirmed else ""
        )
        seen = f"last seen right on {_day(row.checked)}" if row.checked else "of no known date"
        lines.append(
            f"- [ ] **{row.service.name}** ({row.kind}, {seen}{doubt}). "
            f"{_reach(row)}. [Correct it]({row.link})"
        )
    return "\n".join(lines) + "\n"


def _reach(row: Stale) -> str:
    service = row.service
    return (
        service.phones[0].number if service.phones else service.email or service.url or "see page"
    )


# --- letters --------------------------------------------------------------------------------------

OPENING = """\
Hello,

{site} is a free directory of help for families in {area}. It lists the services below.
Families rely on it, so please tell us: is this still right?

If all of it is right, answer 'all right' and we will set the date.
If something is wrong, use the link below it, or just write it in your answer.
"""
CLOSING = """\
Thank you. It helps the next family.

{site}
"""


def letters(catalogue: Catalogue, rows: Iterable[Stale]) -> Iterator[tuple[str, EmailMessage]]:
    """Write one letter for each organization with overdue entries, by the organization's id."""
    by_organization: dict[str, list[Stale]] = {}
    for row in rows:
        by_organization.setdefault(row.service.organization, []).append(row)
    for slug, part in by_organization.items():
        yield slug, _letter(catalogue, slug, part)


def _letter(catalogue: Catalogue, slug: str, rows: list[Stale]) -> EmailMessage:
    letter = EmailMessage()
    to = next((row.service.email for row in rows if row.service.email), None)
    if to:
        letter["To"] = to
    if catalogue.site.corrections.email:
        letter["From"] = letter["Reply-To"] = catalogue.site.corrections.email
    name = catalogue.organizations[slug].name
    letter["Subject"] = f"Is this still right? {name} in {catalogue.site.name}"
    words = {"site": catalogue.site.name, "area": catalogue.site.area}
    parts = [OPENING.format(**words), *(_facts(row) for row in rows), CLOSING.format(**words)]
    letter.set_content("\n".join(parts), cte="quoted-printable")
    return letter


def _facts(row: Stale) -> str:
    """Write what an entry says now, and where to correct it."""
    service = row.service
    facts = {
        "What it does": service.summary,
        "Who it is for": service.eligibility_description,
        "How to get it": service.application_process,
        "Phone": ", ".join(phone.number for phone in service.phones),
        "Email": service.email,
        "Website": service.url,
        "Not sure about": ", ".join(service.unconfirmed).replace("_", " "),
    }
    lines = [service.name.upper(), *(f"{k}: {v}" for k, v in facts.items() if v)]
    return "\n".join([*lines, f"Something wrong? {row.link}", ""])


def write_letters(folder: Path, catalogue: Catalogue, rows: Iterable[Stale]) -> int:
    """Write the letters as files a mail program opens; give how many."""
    done = 0
    with replaced(folder) as new:
        for slug, letter in letters(catalogue, rows):
            (new / f"{slug}.eml").write_bytes(bytes(letter))
            done += 1
    return done
