"""Jinja as our pages use it: compiled once for all runs, and put together fast."""

from __future__ import annotations

import html
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import jinja2
from flask import current_app
from flask.templating import Environment as FlaskEnvironment
from jinja2 import FileSystemBytecodeCache, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from markupsafe import Markup, escape

# What a compiled template depends on besides its own words.
GROUND = f"{jinja2.__version__} {Path(__file__).read_text(encoding='utf-8')}"


class Drawn(Template):
    """A template that puts what is safe already on the page as it is: most of it is."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        """Make a template of its compiled code."""
        made = super().from_code(*args, **kwargs)
        made.root_render_func.__globals__["escape"] = _escaped
        return made

    def encoded(self, given: dict[str, Any]) -> bytes:
        """Draw a page as it is sent: its pieces are encoded one by one.

        Joined first, a single dash would make every letter of the page take two bytes, and then
        it takes longer to encode.
        """
        try:
            return b"".join(map(str.encode, self.root_render_func(self.new_context(given))))
        except Exception:
            self.environment.handle_exception()


# Labels and addresses stand on many pages.
_safe = lru_cache(maxsize=2**12)(html.escape)


def _escaped(words: Any) -> str:
    """Make something fit to stand on a page; it is only joined there, so it need not be Markup."""
    kind = type(words)
    if kind is Markup:
        return words  # type: ignore[no-any-return]  # it is Markup
    if kind is str:
        return _safe(words)
    return str(words) if kind is int else escape(words)


def drawn(template: str, **given: Any) -> bytes:
    """Draw a page, with what all templates may use."""
    app = current_app
    app.update_template_context(given)
    page: Drawn = app.jinja_env.get_template(template)  # type: ignore[assignment]  # our class
    return page.encoded(given)


class Direct(CodeGenerator):
    """Calls our own functions as Python does; Jinja asks each time what else to pass them."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call."""
        if forward_caller or node.dyn_kwargs or not self._is_ours(node.node, frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        if node.dyn_args:
            self.write("*")
            self.visit(node.dyn_args, frame)
        self.write(")")

    def _is_ours(self, called: nodes.Expr, frame: Frame) -> bool:
        """Whether a function is called that every template has, and that wants only arguments."""
        if not isinstance(called, nodes.Name):
            return False
        load, _ = frame.symbols.find_load(frame.symbols.ref(called.name)) or ("", None)
        function = self.environment.globals.get(called.name)
        plain = type(function) in (FunctionType, MethodType)
        return plain and load == VAR_LOAD_RESOLVE and not hasattr(function, "jinja_pass_arg")


class Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates where Python keeps compiled modules, if it may."""

    def get_source_checksum(self, source: str) -> str:
        """Tell apart what was compiled of other words, or otherwise."""
        return super().get_source_checksum(f"{GROUND}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template as it was kept; one that is broken, however, is compiled again."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # Broken bytes can raise nearly anything (docs of pickle).
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; where that cannot be, it is compiled again next time."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


class Environment(FlaskEnvironment):
    """Templates with all that they share in one table: to look through several takes longer."""

    template_class, code_generator_class = Drawn, Direct

    def __init__(self, *args: Any, **options: Any) -> None:
        """Make an environment for an application."""
        kept = Compiled(str(Path(cache_from_source(__file__)).parent), "template-%s.cache")
        super().__init__(*args, **options, bytecode_cache=kept)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give what a template may use besides what it is given."""
        return {**self.globals, **(d or {})}
