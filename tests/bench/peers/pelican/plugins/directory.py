"""Reads entries with YAML at their head, and makes the pages of lists, places and questions."""

import json
from pathlib import Path

import markdown
import yaml
from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator
from pelican.readers import BaseReader


class EntryReader(BaseReader):
    enabled = True
    file_extensions = ("md",)
    words = markdown.Markdown()

    def read(self, source_path):
        _, head, body = Path(source_path).read_text(encoding="utf-8").split("---\n", 2)
        fields = yaml.load(head, Loader=yaml.CSafeLoader)
        return self.words.reset().convert(body), fields | {"title": fields["name"]}


class Once:
    """Draws a template once for what it is given, however many pages it stands on."""

    def __init__(self, environment, shared):
        self.environment, self.shared, self.drawn = environment, shared, {}

    def __call__(self, name, *given):
        key = (name, *given)
        if key not in self.drawn:
            template = self.environment.get_template(name)
            self.drawn[key] = Markup(template.render(self.shared, once=self, given=given))
        return self.drawn[key]


class Directory(Generator):
    def generate_context(self):
        shared = {"site": _told("site"), "entries": _told("entries"), "mark": "\ue000"}
        shared["services"] = {page.slug: page.metadata for page in self.context["pages"]}
        self.context |= {**shared, "once": Once(self.env, shared)}

    def generate_output(self, writer):
        for kind in ("list", "place", "question"):
            template = self.get_template(kind)
            for one in _told(f"{kind}s"):
                writer.write_file(f"{one['url'][1:]}index.html", template, self.context, it=one)


def _told(name):
    return json.loads(Path(f"data/{name}.json").read_text(encoding="utf-8"))


def _readers(readers):
    readers.reader_classes["md"] = EntryReader


def _generators(_):
    return Directory


def register():
    signals.readers_init.connect(_readers)
    signals.get_generators.connect(_generators)
