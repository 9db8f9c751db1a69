"""The parts of a clean Open Referral record as fields of our entries: prices, times, phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from babel import Locale

from app.openreferral.cleaning import clock, date, days, number, rows
from app.openreferral.records import BETWEEN_NAMES, NOTES
from app.openreferral.values import Record, filled

Fields = dict[str, Any]
CHANNELS = ("phone", "webchat", "text", "email")
ATTENDING = {"drop-in": "drop-in", "appointment": "book", "referral": "professional"}
_LANGUAGES = {name.casefold(): code for code, name in Locale("en").languages.items()}


def line(value: Any) -> str | None:
    """Put a text on one line."""
    return re.sub(r"\s+", " ", str(value)).strip() if value not in (None, "") else None


def alternate_names(record: Record) -> list[str]:
    """The other names of a service or organization."""
    return [name for name in str(record.get("alternate_name", "")).split(BETWEEN_NAMES) if name]


def first_sentence(words: str) -> str | None:
    """A first sentence short enough for a card."""
    whole = line(words)
    if not whole:
        return None
    first = re.split(r"(?<=[.!?]) ", whole, maxsplit=1)[0]
    return first if len(first) <= 240 else f"{first[:239].rsplit(' ', 1)[0]}…"


def bring(record: Record) -> str:
    """The documents to take along."""
    needed = rows(record, "required_documents")
    return " ".join(str(row["document"]) for row in needed if row.get("document"))


def access(record: Record) -> list[str]:
    """The ways in that a record shows; 1.0 says a little of how to attend."""
    said = str(record.get("attending_access", "")).casefold()
    attend = [way for word, way in ATTENDING.items() if word in said]
    phones = any(not is_text(row) for row in rows(record, "phones"))
    shown = {"phone": phones, "email": record.get("email"), "online": record.get("url")}
    return [*attend, *(way for way, given in shown.items() if given)]


def is_virtual(row: Record) -> bool:
    """Whether a service_at_location is no place that people can go to."""
    place = row.get("location")
    return not isinstance(place, dict) or place.get("location_type") == "virtual"


def web_address(value: Any) -> str | None:
    """Put https before an address that was written without."""
    words = str(value or "").strip()
    return f"https://{words}" if re.match(r"www\.\w", words) else words or None


def cost_option(row: Record) -> Fields:
    """One price."""
    free = number(row.get("amount")) == 0
    option = line(row.get("option")) or line(row.get("amount_description"))
    return filled(
        {
            "option": option or ("Free" if free else "Cost"),
            "amount": number(row.get("amount")),
            "amount_description": line(row.get("amount_description")),
        }
    )


def schedule(row: Record, location: str | None) -> Fields:
    """One row of opening times, of one place if its slug is given."""
    opens, closes = clock(row.get("opens_at")), clock(row.get("closes_at"))
    words = f"{row.get('notes', '')} {row.get('description', '')}".casefold()
    byday = days(row.get("byday") or row.get("weekday"))
    night = bool(opens and closes and closes <= opens)
    how = str(row.get("attending_type", "")).casefold()
    flags = {name: _says(words, name) for name in NOTES}
    return filled(
        {
            **{name: True for name, said in flags.items() if said},
            "freq": "monthly" if any(len(day) > 2 for day in byday) else None,
            "byday": byday,
            "opens_at": opens,
            "closes_at": "24:00" if closes in ("23:59", "00:00") else closes,
            "closes_next_day": (night and closes != "00:00") or None,
            "interval": every if (every := int(number(row.get("interval")) or 1)) > 1 else None,
            "dtstart": date(row.get("dtstart")),
            "valid_from": date(row.get("valid_from")),
            "valid_to": date(row.get("valid_to")),
            "channel": next((one for one in CHANNELS if one in how), None),
            "location": location,
            "description": line(row.get("description")),
        }
    )


def _says(words: str, flag: str) -> bool:
    """Whether words say what a flag means, in ours or in common ones."""
    others = {"term_time_only": "term time", "closed_on_bank_holidays": "not bank holidays"}
    return NOTES[flag].rstrip(".").casefold() in words or others.get(flag, "\0") in words


def is_text(row: Record) -> bool:
    """Whether a phone is a number to text or message."""
    return str(row.get("type", "")).casefold() in ("text", "sms", "whatsapp")


def phones(row: Record) -> Iterator[Fields]:
    """The numbers of a phone; some feeds write two in one field."""
    words, said = row.get("x_extension"), str(row.get("description", ""))
    description = said.removeprefix(words).removeprefix("; ") if words else said
    for one in re.split(r"\s*(?:/|,|;|\bor\b)\s*", str(row.get("number", ""))):
        digits = re.sub(r"^\+44\s*(\(0\))?\s*", "0", one)
        yield filled(
            {
                "number": re.sub(r"[^\d+ ]", " ", digits).strip(),
                "extension": words or str(row.get("extension", "")),
                "description": line(description),
                "type": "textphone" if row.get("type") == "textphone" else None,
            }
        )


def text_line(row: Record) -> Fields:
    """A number to text or message."""
    message, said = row.get("x_message"), str(row.get("description", ""))
    if message:
        said = said.removeprefix(f"Send the word {message}").removeprefix("; ")
    whatsapp = str(row.get("type")).casefold() == "whatsapp"
    return filled(
        {
            "number": re.sub(r"[^\d ]", "", str(row.get("number", ""))).strip(),
            "message": message,
            "description": line(said),
            "type": "whatsapp" if whatsapp else None,
        }
    )


def languages(record: Record) -> list[str]:
    """The codes of the languages that staff speak."""
    found = []
    for row in rows(record, "languages"):
        name = str(row.get("name", "")).casefold()
        code = row.get("code") or _LANGUAGES.get(name)
        if code:
            found.append(str(code))
    return list(dict.fromkeys(found))


def accessibility(place: Record) -> list[str]:
    """Steps, lifts, toilets, parking at a location."""
    found = (line(row.get("description")) for row in rows(place, "accessibility"))
    return [words for words in found if words]


def postcode(value: Any) -> str | None:
    """Write a postcode in capitals with its space, if it can be one."""
    bare = re.sub(r"\W", "", str(value or "")).upper()
    return f"{bare[:-3]} {bare[-3:]}" if 5 <= len(bare) <= 7 else None
