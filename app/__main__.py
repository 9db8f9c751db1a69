"""Lets `python -m app` stand for the `signpost` command, where that is not installed."""

from app.cli import main

main(prog_name="signpost")
