"""Processes that help one application with its work: copies of this one where that is safe."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread, active_count
from time import sleep
from typing import Any, TypeVar, cast

from flask import Flask

from app.settings import Settings
from app.web import create_app

T = TypeVar("T")


class HelperLost(Exception):
    """A process that helped has ended without a word."""


def processors() -> int:
    """How many processors this run may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each_of(app: Flask, works: Iterable[Callable[[Flask], T]]) -> Iterator[T]:
    """Let helpers do works with an application; give what comes of each as soon as it is done."""
    with _helpers(app) as pool:
        yield from (one.result() for one in as_completed([pool.submit(_do, one) for one in works]))


@contextmanager
def beside(app: Flask, work: Callable[[Flask], T]) -> Iterator[Callable[[], T]]:
    """Let a copy of this process do a work while this one goes on; give what waits for its result.

    This process needs to be alone. Waiting raises what the work raised, or HelperLost.
    """
    here, there = Pipe(duplex=False)
    gc.freeze()
    helper = get_context("fork").Process(target=_tell, args=(app, work, there))
    helper.start()
    there.close()

    @cache
    def result() -> T:
        try:
            made, error = here.recv()
        except EOFError:
            raise HelperLost("a process that helped was ended") from None
        helper.join()
        if error:
            raise error
        return cast("T", made)

    try:
        yield result
    finally:
        helper.terminate()
        helper.join()
        here.close()
        gc.unfreeze()


def _tell(app: Flask, work: Callable[[Flask], T], there: Connection) -> None:
    """Do a work and send what comes of it, or the error."""
    _help_with(app)
    try:
        there.send((work(app), None))
    except Exception as error:  # The one who waits raises it.
        there.send((None, error))


_here: Flask  # The application of a process that helps.


@contextmanager
def _helpers(app: Flask) -> Iterator[ProcessPoolExecutor]:
    """Processes that help: copies of this one, with all it has read, where that is safe."""
    copied = is_alone()
    frozen = {
        name: app.config[name] for name in app.config if name.startswith(("FROZEN", "FREEZER"))
    }
    anew = partial(_begin, app.config["SETTINGS"], frozen)
    begin = partial(_help_with, app) if copied else anew
    way = get_context("fork" if copied else "spawn")
    pool = ProcessPoolExecutor(processors(), way, begin)
    if copied:
        gc.freeze()  # A search for garbage would write to all that is shared, and so divide it.
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def _help_with(app: Flask) -> None:
    """Make ready to help, and to end with the process that asked for it: a copy holds its lock."""
    global _here
    _here = app
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def is_alone() -> bool:
    """Whether this process may be copied: on Linux, and while no other thread could hold a lock."""
    tasks = Path("/proc/self/task")
    for _try in range(50):
        if not tasks.exists() or active_count() > 1:
            return False
        if len(list(tasks.iterdir())) == 1:
            return True
        sleep(0.01)  # A thread that has just ended may be listed for a moment more.
    return False


def _begin(settings: Settings, frozen: dict[str, Any]) -> None:
    """Make ready to help: the same application over the same content."""
    app = create_app(settings)
    app.config.update(frozen)
    app.testing = True
    _help_with(app)


def _do(work: Callable[[Flask], T]) -> T:
    return work(_here)
