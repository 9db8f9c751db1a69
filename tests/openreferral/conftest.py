"""A small site with an entry that fills every field, for tests of the feed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from app.web import create_app

BASE = "https://signpost.example.org"
FULL = Path(__file__).with_name("saturday-club.md").read_text(encoding="utf-8")
PARK = """park:
  name: Green Park
  address_1: Park Lane
  city: Northtown
  latitude: 52.5
  longitude: -2.13
  coordinates: approximate
  unconfirmed: true
  accessibility: [A wide gate]
"""


@pytest.fixture
def world(small: Path) -> Path:
    """The small site with one entry that has everything."""
    (small / "services" / "saturday-club.md").write_text(FULL, encoding="utf-8")
    places = small / "locations.yaml"
    places.write_text(places.read_text() + PARK, encoding="utf-8")
    return small


@pytest.fixture
def feed_app(world: Path) -> Flask:
    return create_app(Settings(content=world, base_url=BASE))


@pytest.fixture
def feed(feed_app: Flask) -> FlaskClient:
    return feed_app.test_client()
