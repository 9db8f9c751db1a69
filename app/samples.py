"""Inventing services for tests of scale: valid, varied, and clearly named as samples."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from app import content
from app.model.taxonomy import AgeBand, Cluster, Taxonomy
from app.swapping import replaced

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
KINDS = ["council", "nhs", "charity", "community", "company", "partnership"]
PAGES = {
    "home": "Find sample help",
    "urgent-help": "Urgent help",
    "suggest-a-change": "Suggest a change",
    "staying-safe-online": "Staying safe online",
}
OPENINGS = [
    "A friendly group that meets near you.",
    "One person who listens and helps you plan.",
    "A quiet place to come when things are hard.",
    "Online sessions that you can join from home.",
    "Advice by phone, with time to talk it through.",
    "A short course with other families like yours.",
]
MORE = [
    "You can bring a friend, your child or nobody at all.",
    "Tea and toast are on the table from the start.",
    "The worker can visit you at home if that is easier.",
    "Most people come for six weeks, and some stay longer.",
    "We can help you fill in forms and make phone calls.",
    "There are toys, books and a garden to play in.",
    "You choose what to talk about, and you can stop at any time.",
    "We know the schools, the clinics and the bus routes here.",
    "Young people help to run it and choose what happens next.",
    "If we are not the right place, we find out who is.",
    "Some sessions are for babies and some are for older children.",
    "You will not be judged, whatever you tell us.",
]


def write(
    source: Path,
    output: Path,
    services: int,
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write a content folder of `services` samples, with the taxonomy and words of `source`.

    The same seed gives the same bytes. Raises ValueError for too few services.
    """
    taxonomy = content.load(source)[0].taxonomy
    if services < len(taxonomy.clusters) + 1:
        raise ValueError(f"Ask for at least {len(taxonomy.clusters) + 1} services.")
    rng = random.Random(seed)
    with replaced(output) as new:
        _write_settings(source, new, taxonomy)
        _write_pages(new)
        (new / "services").mkdir()
        for number in range(services):
            fields, body = _service(rng, taxonomy, number)
            text = f"---\n{_yaml(fields)}---\n{body}\n"
            (new / "services" / f"{_slug(number)}.md").write_text(text, encoding="utf-8")
            progress(number + 1)


def _slug(number: int) -> str:
    return f"sample-{number:05}"


def _yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


def _write_settings(source: Path, new: Path, taxonomy: Taxonomy) -> None:
    """Write the taxonomy and settings with every named entry turned into a sample."""
    kept = taxonomy.model_dump(mode="json", exclude_defaults=True)
    for number, cluster in enumerate(kept["clusters"]):
        cluster["hub"] = _slug(number)
    for topic in kept["topics"]:
        for need in (topic, *topic["sub"]):
            need.pop("crisis", None)
    (new / "taxonomy.yaml").write_text(_yaml(kept), encoding="utf-8")
    site = yaml.safe_load((source / "site.yaml").read_text(encoding="utf-8"))
    named = {"crisis": [_slug(0)], "ask": _slug(0), "navigation": ["start", "urgent-help"]}
    site |= named | {"footer": list(PAGES)[1:], "redirects": {}, "name": "Signpost samples"}
    site["refuse_empty_lists"] = "false"
    (new / "site.yaml").write_text(_yaml(site), encoding="utf-8")
    organizations = {f"sample-{kind}": {"name": f"Sample {kind}", "type": kind} for kind in KINDS}
    (new / "organizations.yaml").write_text(_yaml(organizations), encoding="utf-8")
    locations = {f"sample-{c.id}": _location(c) for c in taxonomy.clusters}
    (new / "locations.yaml").write_text(_yaml(locations), encoding="utf-8")
    if (source / "words.yaml").exists():
        shutil.copyfile(source / "words.yaml", new / "words.yaml")
    if (source / "places.yaml").exists():
        _write_places(source / "places.yaml", new / "places.yaml", taxonomy)
    if (source / "search").exists():
        unwanted = shutil.ignore_patterns("crisis.yaml")  # It names real entries.
        shutil.copytree(source / "search", new / "search", ignore=unwanted)


def _write_places(source: Path, new: Path, taxonomy: Taxonomy) -> None:
    """Write the real places, with sample hubs."""
    places = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    for hub in places["hubs"]:
        number = [cluster.id for cluster in taxonomy.clusters].index(hub["cluster"])
        hub |= {"service": _slug(number), "location": f"sample-{hub['cluster']}"}
    new.write_text(_yaml(places), encoding="utf-8")


def _location(cluster: Cluster) -> dict[str, Any]:
    return {
        "name": f"Sample centre, {cluster.label}",
        "address_1": "1 Sample Street",
        "city": cluster.label,
        "cluster": cluster.id,
        "unconfirmed": "true",
    }


def _write_pages(new: Path) -> None:
    (new / "pages").mkdir()
    for slug, title in PAGES.items():
        text = f"---\ntitle: {title}\nsummary: A page of the sample site.\n---\nOnly a sample.\n"
        (new / "pages" / f"{slug}.md").write_text(text, encoding="utf-8")


def _service(rng: random.Random, taxonomy: Taxonomy, number: int) -> tuple[dict[str, Any], str]:
    """Invent the fields and the body of one service; the first few are the clusters' hubs."""
    terms = list(taxonomy.terms)
    topics = [terms[number % len(terms)], *rng.sample(terms, rng.choice([0, 0, 1, 2]))]
    need = taxonomy.terms[topics[0]][1]
    band = taxonomy.ages[number % len(taxonomy.ages)]
    area = _area(rng, taxonomy, number)
    fields = {
        "name": f"Sample {number}: {need.label}",
        "organization": f"sample-{rng.choice(KINDS)}",
        "summary": f"A made-up service about {need.label.lower()}, number {number}.",
        "topics": list(dict.fromkeys(topics)),
        "area": [area],
        **_ages(rng, band),
        "eligibility_description": "Nobody: this is a sample.",
        "what_happens": "Nothing, because this service is invented.",
        "application_process": "You cannot use this. It is a sample for tests.",
        "access": rng.choice([["phone"], ["drop-in", "phone"], ["book"], ["professional"]]),
        "cost_options": rng.choice([[], [{"option": "Free", "amount": "0"}]]),
        "schedules": _schedules(rng),
        # Ofcom keeps these numbers free for drama, so they reach nobody.
        "phones": [{"number": f"0121 496 0{number % 1000:03}"}],
        "locations": [f"sample-{area}"] if area in {c.id for c in taxonomy.clusters} else [],
        "confidence": rng.choice(["high", "medium", "low"]),
        "sources": [{"name": "Invented", "date": "2026-01"}],
    }
    return {name: value for name, value in fields.items() if value not in ([], None)}, _body(
        rng, need.label, need.summary or ""
    )


def _area(rng: random.Random, taxonomy: Taxonomy, number: int) -> str:
    clusters = [cluster.id for cluster in taxonomy.clusters]
    if number < len(clusters):
        return clusters[number]
    return rng.choice([*clusters, *(area.id for area in taxonomy.areas)])


def _ages(rng: random.Random, band: AgeBand) -> dict[str, Any]:
    if rng.random() < 0.3:
        return {}
    if band.minimum_age is None and band.maximum_age is None:
        return {"suits": ["pregnancy"]}
    return {
        name: str(age)
        for name, age in (("minimum_age", band.minimum_age), ("maximum_age", band.maximum_age))
        if age is not None
    }


def _schedules(rng: random.Random) -> list[dict[str, Any]]:
    """Invent one of the patterns that real services have, or none."""
    opens = rng.choice(["09:00", "10:00", "13:00", "18:30"])
    closes = rng.choice(["19:00", "20:30", "24:00"])
    hours = {"opens_at": opens, "closes_at": closes}
    day = rng.choice(DAYS)
    patterns: list[list[dict[str, Any]]] = [
        [],
        [{"freq": "weekly", "byday": DAYS[:5], **hours, "closed_on_bank_holidays": "true"}],
        [{"freq": "weekly", "byday": [day], **hours, "term_time_only": "true"}],
        [{"freq": "weekly", "byday": [day], **hours, "interval": "2", "dtstart": "2026-01-05"}],
        [{"freq": "monthly", "byday": [rng.choice(["1", "2", "-1"]) + day], **hours}],
        [{"freq": "weekly", "byday": DAYS, "opens_at": "00:00", "closes_at": "24:00"}],
        [{"byday": [day], "opens_at": "22:00", "closes_at": "02:00", "closes_next_day": "true"}],
        [{"byday": DAYS[5:], **hours, "by_appointment": "true", "valid_from": "2026-01-01"}],
    ]
    return rng.choice(patterns)


def _body(rng: random.Random, label: str, summary: str) -> str:
    sentences = [rng.choice(OPENINGS), summary, *rng.sample(MORE, rng.randint(5, len(MORE)))]
    sentences += [f"Ask about {label.lower()}."] * rng.randint(0, 2)
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])
