"""What only machines read: search engines, phones that keep the site, whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from app import addresses
from app.web.feeds import changes_by_path
from app.web.shell import absolute, catalogue, href
from app.web.templating import drawn

machines = Blueprint("machines", __name__)


@machines.get("/healthz")
def healthz() -> Response:
    """Say that the application is up and how much it holds."""
    return jsonify(status="ok", services=len(catalogue().services))


@machines.get("/robots.txt")
def robots() -> Response:
    """Let search engines in, and show them the map."""
    text = f"User-agent: *\nAllow: /\nSitemap: {absolute('/sitemap.xml')}\n"
    return Response(text, mimetype="text/plain")


@machines.get("/sitemap.xml")
def sitemap() -> Response:
    """List the addresses worth finding: pages, services, plain lists."""
    paths = [addresses.HOME, addresses.START, addresses.TOPICS, addresses.AGES, addresses.CLUSTERS]
    paths += [addresses.A_TO_Z, *([addresses.NEAR] if catalogue().gazetteer.places else [])]
    paths += [addresses.page(slug) for slug in catalogue().pages if slug != "home"]
    paths += [addresses.service(slug) for slug in catalogue().services]
    plain = (c for c in catalogue().choices() if bool(c.topic) + bool(c.age) + bool(c.cluster) == 1)
    paths += [choice.path() for choice in plain]
    days = {path: when.date().isoformat() for path, when in changes_by_path().items()}
    rows = [(absolute(path), days.get(path, "")) for path in paths]
    xml = drawn("sitemap.xml", addresses=rows)
    return Response(xml, mimetype="application/xml")


@machines.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the site to a phone's home screen."""
    site = catalogue().site
    assets = current_app.extensions["assets"]
    icons = [
        {"src": href(assets.path("icon.svg")), "sizes": "any", "type": "image/svg+xml"},
        {"src": href(assets.path("icon-192.png")), "sizes": "192x192", "type": "image/png"},
        {"src": href(assets.path("icon-512.png")), "sizes": "512x512", "type": "image/png"},
    ]
    response = jsonify(
        name=site.name,
        short_name=site.name,
        description=site.tagline,
        start_url=href(addresses.HOME),
        display="standalone",
        background_color="#ffffff",
        theme_color=site.theme_colour,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response
