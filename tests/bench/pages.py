"""`python -m tests.bench.pages FOLDER` freezes the pages that peers make too, and nothing else.

The settings come from the environment, as for `signpost freeze`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app import freezing
from app.settings import Settings
from tests.bench import plain

if __name__ == "__main__":
    freezing.freeze_only(Settings.from_environment(), Path(sys.argv[1]), plain.paths)
