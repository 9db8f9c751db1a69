"""Which language an answer is in: English stands at the root, each other one below its code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from babel.lists import format_list
from flask import Flask, current_app, request
from markupsafe import Markup, escape

from app import addresses, languages
from app.catalogue import Catalogue
from app.languages import ENGLISH, Language, gettext, pgettext, plural, spoken

LANGUAGE = "signpost.language"


class BelowItsCode:
    """Takes the language's code off the path: every page has one route for all languages."""

    def __init__(self, answer: WSGIApplication, codes: Collection[str]) -> None:
        """Wrap an application; `codes` are those of the languages."""
        self.answer, self.codes = answer, codes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI asks (PEP 3333)."""
        below_its_code(environ, self.codes)
        return self.answer(environ, start_response)


def below_its_code(environ: WSGIEnvironment, codes: Collection[str]) -> None:
    """Move the code of a language, if the path begins with one, from PATH_INFO to SCRIPT_NAME."""
    _, code, rest = (*environ.get("PATH_INFO", "/").split("/", 2), "", "")[:3]
    if code in codes and code != ENGLISH.code and addresses.in_every_language(f"/{rest}"):
        environ[LANGUAGE] = code
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{code}"
        environ["PATH_INFO"] = f"/{rest}"


def spoken_here(catalogue: Catalogue, folder: Path) -> dict[str, Language]:
    """The languages of the site: English, and those in which both words and content are given."""
    return {
        code: language
        for code, language in languages.all_in(folder).items()
        if language is ENGLISH or code in catalogue.translations
    }


@dataclass
class Begun:
    """What an answer needs a hundred times: the catalogue, the same for all of it, its root, and
    whether it is to be frozen.

    `catalogue` and `root` are as in its language; a part of it may be in another. `assets` are the
    built files that its page has used so far. They cannot stand in Flask's `g`, which all pages
    that are frozen together share.
    """

    app: Flask
    whole: Catalogue
    script_root: str
    frozen: bool
    language: Language
    assets: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Work out once what stands for all that is in its language."""
        self.catalogue = self.whole.in_language(self.language.code)
        self.root = self.script_root.removesuffix(f"/{self.language.code}")


_begun: ContextVar[Begun | None] = ContextVar("begun", default=None)


# Gives what the answer being given began with; nothing outside of one.
begun: Callable[[], Begun | None] = _begun.get


def speak() -> None:
    """Begin an answer in the language of its address."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    frozen, library = bool(app.config.get("FROZEN")), app.extensions["library"]
    now = library.standing if frozen else library.catalogue
    known: dict[str, Language] = app.extensions["languages"]
    language = known.get(request.environ.get(LANGUAGE, ""), ENGLISH)
    languages.speak(language)
    _begun.set(Begun(app, now, request.script_root, frozen, language))


def speak_english(_: object) -> None:
    """Leave no language behind an answer: feeds and files made after it are English."""
    languages.speak(ENGLISH)
    _begun.set(None)


def root() -> str:
    """The path the site is hosted at, whatever the language."""
    answer, language = _begun.get(), spoken()
    if answer and answer.language is language:
        return answer.root
    at = answer.script_root if answer else request.script_root
    return at.removesuffix(f"/{language.code}")


@dataclass(frozen=True)
class Choosable:
    """A language of the site; `below` is what its pages stand below: `/ur`."""

    code: str
    name: str
    direction: str
    below: str
    current: bool


def choosable() -> list[Choosable]:
    """Every language of the site, if there are several."""
    known: dict[str, Language] = current_app.extensions["languages"]
    return [_choosable(one) for one in known.values()] if len(known) > 1 else []


def _choosable(one: Language) -> Choosable:
    below = "" if one is ENGLISH else f"/{one.code}"
    return Choosable(one.code, one.name, one.direction, below, one is spoken())


_NOTHING, _ENGLISH = Markup(""), Markup(' lang="en" dir="ltr"')


def english() -> Markup:
    """The attributes of a tag whose words are English; none on an English page."""
    return _NOTHING if spoken() is ENGLISH else _ENGLISH


def in_english(words: str) -> Markup:
    """Put words that nobody has translated into a sentence that somebody has."""
    mark = english()
    return Markup("<span{}>{}</span>").format(mark, words) if mark else escape(words)


def either(choices: Iterable[str]) -> Markup:
    """Name several choices within a sentence, the last after `or`."""
    named = [escape(choice) for choice in choices]
    return Markup(format_list(named, style="or", locale=spoken().locale))  # each is escaped above


def _words(text: str, **values: object) -> Markup:
    """Say an English text of a template; values are escaped, its own tags are not."""
    if values:
        return Markup(gettext(text) % _escaped(values))  # our own message
    said = spoken().said
    found = said.get(text)
    if found is None:
        found = said[text] = Markup(gettext(text) % ())  # our own message
    return found


def _escaped(values: dict[str, object]) -> dict[str, Markup]:
    return {name: escape(value) for name, value in values.items()}


def _numbered(one: str, many: str, num: int, **values: object) -> Markup:
    if values:
        return Markup(plural(one, many, num) % {"num": num, **_escaped(values)})  # our own message
    said = spoken().said
    found = said.get((one, num))
    if found is None:
        found = said[one, num] = Markup(plural(one, many, num) % {"num": num})  # our own message
    return found


def _in_context(context: str, text: str, **values: object) -> Markup:
    return Markup(pgettext(context, text) % _escaped(values))  # our own message


# How templates say things; Jinja's own way takes three times as long.
WORDS = {"_": _words, "gettext": _words, "ngettext": _numbered, "pgettext": _in_context}


def context() -> dict[str, Any]:
    """What every template may use of languages."""
    return {
        "lang": spoken().code,
        "dir": spoken().direction,
        "translation_note": _note(),
    }


def _note() -> str:
    """Say that nobody who speaks the language has checked the words yet."""
    return "" if spoken() is ENGLISH or spoken().reviewed else unread_words()


def unread_words() -> str:
    """Say that nobody who speaks the language has checked some words."""
    return gettext("Nobody who speaks this language has checked these words yet.")
