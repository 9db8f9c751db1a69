"""A small directory and a few families' words: its scores can be reckoned by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import SMALL

TOPICS = """  - id: food
    label: Food
    summary: Something to eat.
    icon: users
    sub:
      - {id: bank, label: Food parcels}
      - {id: meals, label: School meals}
      - {id: milk, label: Baby milk}
  - id: sleep
    label: Sleep
    summary: A quiet night.
    icon: users
    sub:
      - {id: baby, label: Babies who wake}
      - {id: teen, label: Teenagers who lie awake}
"""
SERVICES = {
    "pantry": """name: Lye Pantry
alternate_names: [Community Shop]
summary: Cheap groceries.
topics: [food/bank, food/milk]
area: [north]
access: [drop-in]
confidence: high
eligibility_description: Lodgers. Old lodgers, young lodgers, new lodgers, any lodgers.
---
Leek soup, lentil soup, tomato soup, onion soup, pea soup.
""",
    "dinners": """name: School Meals Team
summary: They see to dinners.
topics: [food/meals, food/bank]
area: [borough-wide]
minimum_age: 5
maximum_age: 15
access: [online]
confidence: high
""",
    "night-nurse": """name: Night Nurse
summary: A nurse at night.
topics: [sleep/baby]
area: [south]
minimum_age: 0
maximum_age: 4
access: [professional]
confidence: medium
""",
    "dream-line": """name: Dream Line
summary: Somebody answers.
topics: [sleep/teen, sleep/baby]
area: [national]
access: [phone]
confidence: low
""",
    # A word tells something only where there are entries that do not hold it.
    **{
        f"club-{number}": f"""name: Club {number}
summary: We play.
topics: [family/parenting]
area: [south]
access: [professional]
confidence: low
"""
        for number in range(100, 140)
    },
}
WORDS = {
    "food": """bank:
  en: [hungry, food parcel, food box]
  pl: [paczka zywnosciowa, glodny]
meals:
  en: [school dinners, free school food]
milk:
  en: [baby milk]
""",
    "sleep": """baby:
  en: [baby wont sleep]
  ur: [نیند]
teen:
  en: [teenager awake all night]
""",
    "family": "young-carers:\n  en: [looking after my mom]\n  pl: [opieka nad mama]\n",
    "safety": "abuse:\n  en: [frightened at home, terrified indoors daily]\n",
    "common": "en: [my, all, the, a, at, help]\npl: [od, nad, mama]\n",
    "ages": "under-5: [baby, new born]\nold: [pension]\n",
    "crisis": """sets:
  hits: [hits, hurts, ’urts]
  unused: [nothing]
harmless:
  en: [hits the spot]
abuse:
  contacts: [emergency, safe-line]
  needs: [safety/abuse]
  phrases:
    en: [<hits> me, <hits> us]
    pl: [bije mnie]
overdose:
  contacts: [emergency]
  phrases:
    en: [od]
""",
}
PLACES = """districts:
  - {code: DY5, latitude: 52.48, longitude: -2.12, relation: covers, clusters: {north: 1}}
places:
  - {id: milk-hill, name: Milk Hill, kind: town, latitude: 52.5, longitude: -2.1,
     in_borough: true, cluster: north, nearest_hub: north}
  - {id: southtown, name: Southtown, kind: town, latitude: 52.4, longitude: -2.1,
     in_borough: true, cluster: south, nearest_hub: south}
  - {id: far-end, name: Far End, kind: town, latitude: 52.6, longitude: -2.1,
     in_borough: false, council: Far Council, nearest_hub: north}
"""


def written(folder: Path) -> Path:
    """Write the directory's content into a folder."""
    shutil.copytree(SMALL, folder)
    taxonomy = folder / "taxonomy.yaml"
    taxonomy.write_text(taxonomy.read_text().replace("ages:\n", f"{TOPICS}ages:\n", 1))
    for slug, text in SERVICES.items():
        fields, _, body = text.partition("---\n")
        (folder / "services" / f"{slug}.md").write_text(
            f"---\n{fields}organization: charity\nurl: https://{slug}.example.org/\n"
            "what_happens: You ask.\napplication_process: Ask.\n"
            f"sources:\n  - {{name: Leaflet, date: 2026-10}}\n---\n{body or 'Bread and tins.'}\n"
        )
    (folder / "places.yaml").write_text(PLACES)
    (folder / "search").mkdir()
    for name, text in WORDS.items():
        (folder / "search" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
