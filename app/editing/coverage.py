"""What the directory covers: topic by age by cluster, and where there is too little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from app.addresses import Choice
from app.catalogue import Catalogue, suits_age
from app.model.service import Service
from app.model.taxonomy import AgeBand, Cluster, Topic
from app.problems import Problem


@dataclass(frozen=True)
class Cell:
    """One list: how many services it has, and how many of them are the cluster's own."""

    topic: Topic
    age: AgeBand
    cluster: Cluster
    services: int
    local: int

    @property
    def choice(self) -> Choice:
        """The list itself."""
        return Choice(topic=self.topic.id, age=self.age.id, cluster=self.cluster.id)


def cells(catalogue: Catalogue) -> Iterator[Cell]:
    """Count every list of a topic, an age and a cluster."""
    taxonomy = catalogue.taxonomy
    own = _own(catalogue)
    for topic in taxonomy.topics:
        for age in taxonomy.ages:
            for cluster in taxonomy.clusters:
                choice = Choice(topic=topic.id, age=age.id, cluster=cluster.id)
                local = sum(suits_age(service, age) for service in own[topic.id, cluster.id])
                yield Cell(topic, age, cluster, catalogue.count(choice), local)


def _own(catalogue: Catalogue) -> dict[tuple[str, str], list[Service]]:
    """The services that name a cluster itself, by topic and cluster."""
    own: dict[tuple[str, str], list[Service]] = defaultdict(list)
    for service in catalogue.services.values():
        for topic in {term.split("/")[0] for term in service.topics}:
            for area in service.area:
                own[topic, area].append(service)
    return own


def nothing_local(catalogue: Catalogue) -> list[tuple[Topic, list[Cluster]]]:
    """Name the topics for which some clusters have no service of their own, whatever the age."""
    own = _own(catalogue)
    clusters = catalogue.taxonomy.clusters
    without = [
        (topic, [cluster for cluster in clusters if not own[topic.id, cluster.id]])
        for topic in catalogue.taxonomy.topics
    ]
    return [(topic, some) for topic, some in without if some]


def dead_ends(catalogue: Catalogue) -> list[Problem]:
    """Find the lists of a topic, an age and a cluster on which a family would find nothing.

    Where the site allows empty lists, one is a dead end only if it has no hub to phone either.
    """
    return [
        Problem(
            "content/taxonomy.yaml",
            1,
            "topics",
            f"{cell.choice.path()} would be a dead end: "
            f"nothing for {cell.topic.label}, {cell.age.label}, {cell.cluster.label}.",
            "Add a service that reaches there, such as one for the whole country.",
        )
        for cell in cells(catalogue)
        if not cell.services
        and (catalogue.site.refuse_empty_lists or not _hub_answers(catalogue, cell.cluster))
    ]


def _hub_answers(catalogue: Catalogue, cluster: Cluster) -> bool:
    hub = catalogue.services.get(cluster.hub)
    return hub is not None and any((hub.phones, hub.email, hub.url, hub.locations))


def as_table(catalogue: Catalogue) -> str:
    """Write the counts for a terminal: a row for a topic and age, a column for a cluster."""
    clusters = catalogue.taxonomy.clusters
    rows = _rows(catalogue)
    wide = max(len(label) for label, _ in rows)
    head = " ".join(f"{cluster.label[:14]:>14}" for cluster in clusters)
    lines = ["Services in each list (of the cluster's own in brackets)", f"{'':<{wide}} {head}"]
    for label, row in rows:
        counts = " ".join(f"{f'{cell.services} ({cell.local})':>14}" for cell in row)
        lines.append(f"{label:<{wide}} {counts}")
    return "\n".join(lines) + "\n"


def _rows(catalogue: Catalogue) -> list[tuple[str, list[Cell]]]:
    rows: dict[str, list[Cell]] = {}
    for cell in cells(catalogue):
        rows.setdefault(f"{cell.topic.label}, {cell.age.short or cell.age.label}", []).append(cell)
    return list(rows.items())


def as_gaps(catalogue: Catalogue) -> str:
    """Say in sentences what has no local service."""
    lines = [
        f"{topic.label}: nothing of its own in {', '.join(c.label for c in without)}."
        for topic, without in nothing_local(catalogue)
    ]
    return "\n".join(lines or ["Every topic has a local service in every cluster."]) + "\n"


# --- a picture ------------------------------------------------------------------------------------

CELL, LEFT, TOP = 26, 330, 120
SHADES = ((0, 4), (3, 3), (10, 2), (25, 1))  # Up to so many services, which shade.


STYLE = """
text { font: 13px sans-serif; text-anchor: middle; fill: #1d2a2b }
.axis { text-anchor: end; fill: currentColor } .axis[transform] { text-anchor: start }
.shade-0 { fill: #4fa58f } .shade-1 { fill: #86c7b3 } .shade-2 { fill: #bfe3d6 }
.shade-3 { fill: #fbe3a6 } .shade-4 { fill: #f2a08e }
.far { stroke: #1d2a2b; stroke-dasharray: 3 2 }
"""


def heat_map(catalogue: Catalogue, *, alone: bool = False) -> str:
    """Draw the counts as an SVG picture; each square also says its number in words.

    In a page the page's styles colour it; alone it brings its own.
    """
    clusters = catalogue.taxonomy.clusters
    ages = catalogue.taxonomy.ages
    rows = [(topic, cluster) for topic in catalogue.taxonomy.topics for cluster in clusters]
    by_place = {(c.topic.id, c.cluster.id, c.age.id): c for c in cells(catalogue)}
    width, height = LEFT + CELL * len(ages) + 10, TOP + CELL * len(rows) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="coverage-title">',
        '<title id="coverage-title">How many services each topic, cluster and age has</title>',
        *([f"<style>{STYLE}</style>"] if alone else []),
    ]
    for x, age in enumerate(ages):
        at = f"translate({LEFT + CELL * x + 17} {TOP - 8}) rotate(-60)"
        parts.append(f'<text class="axis" transform="{at}">{_safe(age.short or age.label)}</text>')
    for y, (topic, cluster) in enumerate(rows):
        first = cluster is clusters[0]
        label = f"{topic.label}: {cluster.label}" if first else cluster.label
        top = TOP + CELL * y
        parts.append(f'<text class="axis" x="{LEFT - 8}" y="{top + 18}">{_safe(label)}</text>')
        for x, age in enumerate(ages):
            parts.append(_square(by_place[topic.id, cluster.id, age.id], LEFT + CELL * x, top))
    return "\n".join([*parts, "</svg>"])


def _square(cell: Cell, x: int, y: int) -> str:
    shade = next((shade for most, shade in SHADES if cell.services <= most), 0)
    words = (
        f"{cell.topic.label}, {cell.age.label}, {cell.cluster.label}: "
        f"{cell.services} services, {cell.local} of its own"
    )
    local = "" if cell.local else " far"
    return (
        f'<g><title>{_safe(words)}</title><rect class="shade-{shade}{local}" x="{x}" y="{y}" '
        f'width="{CELL - 2}" height="{CELL - 2}" rx="3"/>'
        f'<text x="{x + CELL // 2 - 1}" y="{y + 17}">{cell.services}</text></g>'
    )


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
