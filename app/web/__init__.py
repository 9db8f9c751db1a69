"""The web application: pages for people, made by Flask from the catalogue."""

from app.web.application import create_app

__all__ = ["create_app"]
