"""Markdown to HTML that is safe to show: no raw HTML, no odd links, then a sanitiser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

SCHEMES = {"http", "https", "mailto", "tel"}
PHONE = "phone:"
_TAGS = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"a": {"href"}, **{tag: {"id"} for tag in ("h2", "h3", "h4")}}
_RAW_HTML = re.compile(r"<(?!https?://|mailto:)/?[a-zA-Z!?][^>\n]*>?")
# Lines of words and plain marks, which Markdown only puts into paragraphs.
_LINE = r"""[^\W\d_](?: ?(?:[^\W_]|[.,:;!?'"()/£%+’“”–-]))*"""
_PLAIN = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*\n?")

Resolve = Callable[[str, str], tuple[str, str]]


def as_typed(href: str, text: str) -> tuple[str, str]:
    """Resolve a link to itself."""
    return href, text


class _Links(Treeprocessor):
    """Give every link to `resolve`, which may change its address and its words."""

    resolve: Resolve = staticmethod(as_typed)

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            href, text = self.resolve(link.get("href", ""), link.text or "")
            link.set("href", href)
            link.text = text


class _Safe(Extension):
    """Leave raw HTML as text, and hand links over."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        self.links = _Links(md)
        # After inline patterns (20), so that links exist.
        md.treeprocessors.register(self.links, "signpost-links", 15)


_safe = _Safe()
_markdown = Markdown(extensions=["tables", "sane_lists", "toc", _safe], output_format="html")
_lock = Lock()


def to_html(text: str, resolve: Resolve = as_typed) -> str:
    """Render Markdown as sanitised HTML; `resolve(href, text)` may change each link."""
    return _to_html(text, resolve) if "[" in text or "<" in text else _without_links(text)


@lru_cache(maxsize=2**10)
def _without_links(text: str) -> str:
    """Render what can hold no link: it is the same on every page and in every language."""
    if _PLAIN.fullmatch(text):
        return "\n".join(f"<p>{part}</p>" for part in text.rstrip().split("\n\n"))
    return _to_html(text, as_typed)


def _to_html(text: str, resolve: Resolve) -> str:
    with _lock:
        _safe.links.resolve = resolve
        html = _markdown.reset().convert(text)
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


@lru_cache(maxsize=2**10)
def links(text: str) -> tuple[str, ...]:
    """List the addresses of all links in a Markdown text."""
    found: list[str] = []

    def note(href: str, words: str) -> tuple[str, str]:
        found.append(href)
        return href, words

    to_html(text, note)
    return tuple(found)


def raw_html(text: str) -> list[tuple[int, str]]:
    """List pieces of raw HTML, each with its line (from 1)."""
    if "<" not in text:
        return []
    return [
        (number, match.group())
        for number, line in enumerate(text.splitlines(), 1)
        for match in _RAW_HTML.finditer(re.sub(r"`[^`]*`", "", line))
    ]


def allowed_scheme(href: str) -> bool:
    """Whether a link's scheme is one we let through (or our own `phone:`)."""
    try:
        scheme = urlsplit(href.strip()).scheme.lower()
    except ValueError:
        return False
    return not scheme or scheme in SCHEMES or href.startswith(PHONE)
