"""Exact points of postcodes, from the files the Office for National Statistics and the Ordnance
Survey give away: brought in once, kept as one small file for each outward code.

Code-Point Open has no header and gives grid references; the ONS Postcode Directory has a header
and gives latitude and longitude.
"""

from __future__ import annotations

import csv
import json
import re
import zlib
from array import array
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ValidationError

from app.swapping import replaced

Progress = Callable[[int], None]
Row = tuple[str, float, float]

# A ten-thousandth of a degree is about ten metres: the size of a few houses.
GRAIN = 10_000
MOST_NAMED = 20
ROWS_AT_ONCE = 20_000
LONGEST_LINE = 10_000
# What a zip file raises that was cut short, altered, locked with a password or oddly packed.
DAMAGED = (BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error)
FULL = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})")
OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
IN_GREAT_BRITAIN = ((49.0, 61.5), (-9.0, 2.5))
CODE_POINT_COLUMNS = 10


class NotPostcodes(ValueError):
    """A file that is neither of the two kinds."""


@dataclass
class Report:
    """What an import did: rows read and kept, and the rows that were wrong, the first by name."""

    read: int = 0
    kept: int = 0
    outside: int = 0
    ended: int = 0
    wrong: int = 0
    named: list[str] = field(default_factory=list)
    shards: int = 0

    def complain(self, line: int, why: str) -> None:
        """Count a wrong row, and name it if not too many are named."""
        self.wrong += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(f"line {line}: {why}")


def bring_in(
    source: Path, folder: Path, wanted: Container[str], progress: Progress = lambda rows: None
) -> Report:
    """Read a file of postcodes and write shards to `folder`, aside and swapped in.

    `wanted` holds the outward codes to keep; an empty one keeps all of Britain.
    Raises NotPostcodes when the file is of no kind we know, or nothing in it could be kept.
    """
    report = Report()
    shards: dict[str, _Shard] = {}
    for postcode, latitude, longitude in read(source, report, progress):
        outward, inward = postcode.split(" ")
        if wanted and outward not in wanted:
            report.outside += 1
        else:
            shards.setdefault(outward, _Shard()).add(inward, latitude, longitude)
    if not shards:
        raise NotPostcodes(f"No row of {source.name} could be kept, so nothing was changed.")
    with replaced(folder) as new:
        for outward, shard in sorted(shards.items()):
            points = shard.points()
            (new / f"{outward}.json").write_text(_as_json(points), encoding="utf-8")
            report.kept += len(points)
            report.shards += 1
    return report


class _Shard:
    """The points of one outward code, kept small: there are millions in a whole file."""

    def __init__(self) -> None:
        self.inward, self.degrees = bytearray(), array("i")

    def add(self, inward: str, latitude: float, longitude: float) -> None:
        self.inward += inward.encode("ascii")
        self.degrees.extend((round(latitude * GRAIN), round(longitude * GRAIN)))

    def points(self) -> dict[str, tuple[int, int]]:
        """Give each point by its inward code; of a repeated one the last."""
        codes = self.inward.decode("ascii")
        return {
            codes[3 * n : 3 * n + 3]: (self.degrees[2 * n], self.degrees[2 * n + 1])
            for n in range(len(codes) // 3)
        }


def _as_json(points: dict[str, tuple[int, int]]) -> str:
    """Write points as steps from their south-west corner."""
    south = min(latitude for latitude, _ in points.values())
    west = min(longitude for _, longitude in points.values())
    steps = {code: (north - south, east - west) for code, (north, east) in sorted(points.items())}
    shard = {"latitude": south / GRAIN, "longitude": west / GRAIN, "points": steps}
    return json.dumps(shard, separators=(",", ":"))


# --- reading ------------------------------------------------------------------------------------


def read(source: Path, report: Report, progress: Progress = lambda rows: None) -> Iterator[Row]:
    """Give every sound row of a file, of the CSV files in a folder, or of those in a zip file.

    Raises NotPostcodes.
    """
    try:
        yield from _read(source, report, progress)
    except DAMAGED as error:
        raise NotPostcodes(f"{source.name} is damaged ({error}). Download it again.") from error


def _read(source: Path, report: Report, progress: Progress) -> Iterator[Row]:
    seen = False
    for name, lines in _files(source):
        rows = csv.reader(lines)
        first = next(_rows(rows), None)
        if first is None:
            continue
        reader = _reader_of(first)
        if reader is None:
            continue
        seen = True
        yield from _told(reader(first, rows, report), name, report, progress)
    if not seen:
        raise NotPostcodes(
            f"{source.name} holds neither the ONS Postcode Directory nor Code-Point Open. "
            "Give the CSV file, the folder or the zip file as downloaded."
        )


def _files(source: Path) -> Iterator[tuple[str, Iterable[str]]]:
    """Open the CSV files of a file, a folder or a zip file one after the other."""
    if source.suffix.lower() == ".zip":
        yield from _zipped(source)
        return
    inside = sorted(p for p in source.rglob("*") if _is_data(str(p.relative_to(source))))
    paths = inside if source.is_dir() else [source]
    for path in paths:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            yield path.name, _lines(lines)


def _zipped(source: Path) -> Iterator[tuple[str, Iterable[str]]]:
    """Open the CSV files of a zip file one after the other."""
    with ZipFile(source) as archive:
        for name in sorted(filter(_is_data, archive.namelist())):
            with TextIOWrapper(archive.open(name), "utf-8-sig", "replace", "") as lines:
                yield name, _lines(lines)


def _is_data(name: str) -> bool:
    """Whether a file holds rows; the ONS gives the same rows again, divided, in multi_csv."""
    return name.lower().endswith(".csv") and "multi_csv" not in name


def _lines(text: TextIO) -> Iterator[str]:
    """Give lines as they are read, never one of endless length."""
    for line in iter(partial(text.readline, LONGEST_LINE), ""):
        yield line.replace("\0", "")


Reader = Callable[[list[str], Iterator[list[str]], Report], Iterator[Row]]


def _reader_of(first: list[str]) -> Reader | None:
    """Tell the kind of a file by its first row."""
    names = {name.strip().lower() for name in first}
    if {"lat", "long"} <= names and names & {"pcds", "pcd", "pcd7", "pcd8"}:
        return _directory
    if len(first) == CODE_POINT_COLUMNS and _postcode(first[0]):
        return _code_point
    return None


def _told(rows: Iterator[Row], name: str, report: Report, progress: Progress) -> Iterator[Row]:
    """Pass rows on, and tell how far it has come."""
    for row in rows:
        yield row
        if report.read % ROWS_AT_ONCE == 0:
            progress(report.read)


def _postcode(text: str) -> str | None:
    """Write a postcode with its one space; None if it is none. Files pad it in several ways."""
    match = FULL.fullmatch("".join(text.split()).upper())
    return f"{match[1]} {match[2]}" if match else None


def _directory(header: list[str], rows: Iterator[list[str]], report: Report) -> Iterator[Row]:
    """Read the ONS Postcode Directory: columns by their names; ended postcodes are left out."""
    at = {name.strip().lower(): number for number, name in enumerate(header)}
    code = next(at[name] for name in ("pcds", "pcd", "pcd7", "pcd8") if name in at)
    latitude, longitude, ended = at["lat"], at["long"], at.get("doterm")
    for line, row in enumerate(_rows(rows), 2):
        report.read += 1
        if len(row) < len(header):
            report.complain(line, f"{len(row)} columns instead of {len(header)}")
        elif ended is not None and row[ended].strip():
            report.ended += 1
        else:
            yield from _sound(line, row[code], (row[latitude], row[longitude]), report)


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Go on after a row that the CSV reader itself refuses."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield [str(error)]


def _sound(line: int, code: str, degrees: tuple[Any, Any], report: Report) -> Iterator[Row]:
    """Give a row if its postcode and point are sound, else complain of it."""
    postcode = _postcode(code)
    if postcode is None:
        report.complain(line, f"{code!r:.40} is not a postcode")
        return
    try:
        latitude, longitude = map(float, degrees)
    except ValueError:
        report.complain(line, f"{postcode} has no latitude and longitude")
        return
    (south, north), (west, east) = IN_GREAT_BRITAIN
    if south <= latitude <= north and west <= longitude <= east:
        yield postcode, latitude, longitude
    else:
        report.complain(line, f"{postcode} lies outside Great Britain")


def _code_point(first: list[str], rows: Iterator[list[str]], report: Report) -> Iterator[Row]:
    """Read Code-Point Open: postcode first, then quality, easting and northing."""
    to_degrees = _from_grid()
    numbered = enumerate(_chain(first, _rows(rows)), 1)
    while batch := list(islice(numbered, ROWS_AT_ONCE)):
        sound = list(_with_grid(batch, report))
        if sound:
            eastings, northings = zip(*(place for _, _, place in sound), strict=True)
            longitudes, latitudes = to_degrees(eastings, northings)
            places = zip(latitudes, longitudes, strict=True)
            for (line, code, _), place in zip(sound, places, strict=True):
                yield from _sound(line, code, place, report)


def _chain(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _with_grid(
    batch: list[tuple[int, list[str]]], report: Report
) -> Iterator[tuple[int, str, tuple[float, float]]]:
    """Give the rows of a batch that have a grid reference; no reference is written as 0 0."""
    for line, row in batch:
        report.read += 1
        try:
            easting, northing = float(row[2]), float(row[3])
        except (ValueError, IndexError):
            report.complain(line, f"{row[0]!r:.40} has no grid reference" if row else "is empty")
            continue
        if easting and northing:
            yield line, row[0], (easting, northing)
        else:
            report.complain(line, f"{row[0]!r:.40} has no grid reference")


def _from_grid() -> Callable[[Any, Any], tuple[Any, Any]]:
    """Turn grid references into degrees. Raises NotPostcodes where pyproj is not installed."""
    try:
        from pyproj import Transformer
    except ImportError as error:
        raise NotPostcodes(
            "Code-Point Open gives grid references. Install what reads them: "
            "pip install 'signpost[postcodes]'"
        ) from error
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    return lambda eastings, northings: to_degrees.transform(list(eastings), list(northings))


# --- using --------------------------------------------------------------------------------------


class Shard(BaseModel):
    """The points of one outward code, as steps from their south-west corner."""

    latitude: float = 0
    longitude: float = 0
    points: dict[str, tuple[int, int]] = {}


class Postcodes:
    """The shards of a folder; without any, nothing is found and sectors stand in."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; a shard is read when first asked for."""
        self.folder = folder
        self._shard = lru_cache(maxsize=64)(self._read)

    @property
    def outward_codes(self) -> list[str]:
        """Every outward code there is a shard for."""
        stems = (path.stem for path in self.folder.glob("*.json"))
        return sorted(stem for stem in stems if OUTWARD.fullmatch(stem))

    def files(self) -> Iterator[Path]:
        """Every shard's file; nothing else that lies in the folder is ever published."""
        return (self.folder / f"{code}.json" for code in self.outward_codes)

    def point(self, postcode: str) -> tuple[float, float] | None:
        """The point of a whole postcode, typed in any way; None if it is not known."""
        sound = _postcode(re.sub(r"[^A-Za-z0-9]", "", postcode))
        if sound is None:
            return None
        outward, inward = sound.split(" ")
        shard = self._shard(outward)
        step = shard.points.get(inward)
        if step is None:
            return None
        return shard.latitude + step[0] / GRAIN, shard.longitude + step[1] / GRAIN

    def _read(self, outward: str) -> Shard:
        """Read a shard; one that is not there, or not sound, knows no postcode."""
        try:
            return Shard.model_validate_json((self.folder / f"{outward}.json").read_bytes())
        except (OSError, ValidationError):
            return Shard()
