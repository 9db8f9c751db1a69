"""What people keep, print and pass on: My list, the signposting sheet, leaflets, the box for
other sites, and what works without the internet.

What somebody keeps stays in their browser; nothing here ever learns of it. Discreet services are
in none of it: a list, a printed sheet or a saved page may be seen by the wrong person.
"""

from collections.abc import Iterator

from app import addresses
from app.catalogue import Catalogue
from app.web.keeping import leaflets, my_list, offline, sheet
from app.web.keeping.embed import embed

BLUEPRINTS = (my_list.my_list, sheet.sheet, leaflets.leaflets, embed, offline.offline)


def every_address(whole: Catalogue) -> Iterator[str]:
    """Give the path of every page and file made here."""
    yield from my_list.every_address(whole)
    yield from (addresses.SHEET, sheet.PLAN, addresses.EMBED)
    yield from (addresses.OFFLINE, offline.WORKER)
    yield from leaflets.every_address(whole)
