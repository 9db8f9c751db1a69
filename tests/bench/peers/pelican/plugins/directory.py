"""Reads entries with YAML at their head, and makes a page for each list."""

import json
from pathlib import Path

import markdown
import yaml
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


class Lists(Generator):
    def generate_context(self):
        self.context["services"] = {page.slug: page.metadata for page in self.context["pages"]}

    def generate_output(self, writer):
        template = self.get_template("list")
        for one in json.loads(Path("data/lists.json").read_text(encoding="utf-8")):
            path = f"{one['url'].strip('/')}/index.html"
            writer.write_file(path, template, self.context, list=one)


def _readers(readers):
    readers.reader_classes["md"] = EntryReader


def _generators(_):
    return Lists


def register():
    signals.readers_init.connect(_readers)
    signals.get_generators.connect(_generators)
