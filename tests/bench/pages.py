"""`python -m tests.bench.pages FOLDER` freezes the pages that peers make too, and nothing else.

The settings come from the environment, as for `signpost freeze`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app import addresses, freezing
from app.catalogue import Catalogue
from app.settings import Settings

# Where pages stand that peers make, one for each thing there is; and where an overview stands.
SAME = ("services", "topics", "ages", "clusters", "near", "start")
OVERVIEWS = {addresses.A_TO_Z, addresses.TOPICS, addresses.AGES, addresses.CLUSTERS, addresses.NEAR}


def paths(catalogue: Catalogue) -> list[str]:
    """The address of every page that peers make too."""
    return [
        path
        for path in freezing.every_address(catalogue)
        if path.split("/")[1] in SAME and path.endswith("/") and path not in OVERVIEWS
    ]


if __name__ == "__main__":
    freezing.freeze_only(Settings.from_environment(), Path(sys.argv[1]), paths)
