"""Bringing in the files of postcodes that are given away, through the real command."""

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import freezing
from app.postcodes import Postcodes
from app.settings import ROOT, Settings
from app.web import create_app
from tests.conftest import signpost
from tests.hosts import StaticHost

HEADER = ["pcd7", "pcd8", "pcds", "dointr", "doterm", "oseast1m", "osnrth1m", "lat", "long", "laua"]


def directory_row(postcode, latitude, longitude, ended=""):
    return [
        postcode.replace(" ", ""),
        postcode,
        postcode,
        "198001",
        ended,
        "0",
        "0",
        latitude,
        longitude,
        "E08000027",
    ]


def code_point_row(postcode, easting, northing):
    return [postcode, "10", easting, northing, "E92000001", "", "", "", "E08000027", "E05001234"]


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def run(content, *words):
    return signpost("postcodes", "import", *map(str, words), SIGNPOST_CONTENT=str(content))


@pytest.fixture
def content(small):
    settings = small / "site.yaml"
    settings.write_text(settings.read_text() + "postcode_districts: [DY5, WV14]\n")
    return small


def test_the_ons_directory_is_kept_for_the_area_and_looked_up_in_any_writing(content, tmp_path):
    rows = [HEADER, directory_row("DY5 3DY", "52.48251", "-2.12423")]
    rows += [
        directory_row("WV14 9DS", "52.5416", "-2.0859"),
        directory_row("SW1A 1AA", "51.5", "-0.1"),
    ]
    rows += [directory_row("DY5 9ZZ", "52.5", "-2.1", ended="200512")]
    done = run(content, write(tmp_path / "ONSPD_AUG_2026_UK.csv", rows))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2 postcodes kept in 2 files; 1 are outside the area, 1 have ended.\n"
    kept = Postcodes(content / "postcodes")
    assert kept.outward_codes == ["DY5", "WV14"]
    assert kept.point("dy5-3dy") == pytest.approx((52.4825, -2.1242))
    assert kept.point("DY5 9ZZ") is None
    assert kept.point("nonsense") is None


def test_code_point_open_is_read_from_its_zip_and_its_grid_turned_into_degrees(content, tmp_path):
    rows = [
        code_point_row("DY5 3DY", "391653", "287105"),
        code_point_row("WV149DS", "394270", "293675"),
    ]
    inner = write(tmp_path / "dy.csv", rows)
    archive = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.write(inner, "Data/CSV/dy.csv")
        made.writestr("Doc/licence.txt", "Open Government Licence")
    done = run(content, archive)
    assert done.returncode == 0, done.stderr
    assert Postcodes(content / "postcodes").point("DY5 3DY") == pytest.approx(
        (52.4817, -2.1243), abs=0.001
    )


def test_bad_rows_are_counted_and_named_and_the_rest_is_kept(content, tmp_path):
    rows = [HEADER, directory_row("DY5 3DY", "52.4825", "-2.1242")]
    rows += [directory_row("HELLO", "52", "-2"), directory_row("DY5 3DZ", "north", "-2")]
    rows += [["DY53DX"], directory_row("DY5 3DT", "99.999999", "0")]
    done = run(content, write(tmp_path / "directory.csv", rows))
    assert done.returncode == 0
    assert "4 of 5 rows were wrong and left out:" in done.stdout
    assert "line 3: 'HELLO' is not a postcode" in done.stdout
    assert "line 4: DY5 3DZ has no latitude and longitude" in done.stdout
    assert "line 5: 1 columns instead of 10" in done.stdout
    assert "line 6: DY5 3DT lies outside Great Britain" in done.stdout


@pytest.mark.parametrize(
    "text", ["", "a,b,c\n1,2,3\n", "\x00\x01\x02", "Postcode,Lat\nDY5 3DY,52\n"]
)
def test_any_other_file_is_refused_in_a_sentence_and_leaves_what_was_there(content, tmp_path, text):
    good = write(tmp_path / "good.csv", [HEADER, directory_row("DY5 3DY", "52.4825", "-2.1242")])
    run(content, good)
    before = sorted(path.name for path in content.rglob("*"))
    bad = tmp_path / "bad.csv"
    bad.write_text(text)
    done = run(content, bad)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "neither the ONS Postcode Directory nor Code-Point Open" in done.stderr
    assert sorted(path.name for path in content.rglob("*")) == before
    assert Postcodes(content / "postcodes").point("DY5 3DY")


def test_all_of_britain_is_kept_when_asked_for(content, tmp_path):
    rows = [HEADER, directory_row("DY5 3DY", "52.4825", "-2.1242")]
    rows += [directory_row("SW1A 1AA", "51.5010", "-0.1416")]
    done = run(content, write(tmp_path / "all.csv", rows), "--everywhere")
    assert "2 postcodes kept in 2 files" in done.stdout
    assert Postcodes(content / "postcodes").point("sw1a1aa") == pytest.approx((51.501, -0.1416))


def test_a_large_file_is_read_whole(content, tmp_path):
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    rows = (
        directory_row(f"DY{n % 9 + 1} {n // 9 % 10}{a}{b}", "52.4825", "-2.1242")
        for n in range(500)
        for a in letters
        for b in letters
    )
    file = write(tmp_path / "large.csv", [HEADER, *rows])
    done = run(content, file, "--everywhere")
    assert done.returncode == 0
    assert "36,000 postcodes kept in 9 files" in done.stdout
    shard = json.loads((content / "postcodes" / "DY5.json").read_text())
    assert len(shard["points"]) == 4000


@pytest.fixture
def near_a_far_corner(tmp_path):
    """The real content, with a postcode of DY5 3 said to be far from the middle of that sector."""
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    rows = [HEADER, directory_row("DY5 3ZZ", "52.5416", "-2.0859")]
    assert run(folder, write(tmp_path / "one.csv", rows)).returncode == 0
    return folder


def test_a_whole_postcode_gives_the_distance_from_the_door(near_a_far_corner):
    client = create_app(Settings(content=near_a_far_corner)).test_client()
    page = client.get("/near/?where=dy53zz").get_data(as_text=True)
    assert re.findall('data-service="(.*?)"', page)[:2] == [
        "coseley-family-hub",
        "brierley-hill-family-hub",
    ]
    assert client.get("/near/places.json").json["postcodes"] == ["DY5"]
    assert client.get("/near/postcodes/DY5.json").json["points"] == {"3ZZ": [0, 0]}
    assert client.get("/near/postcodes/DY6.json").status_code == 404


PLACES = """hubs:
  - {cluster: north, service: north-hub, location: north-hall}
sectors:
  - {code: DY5 3, latitude: 52.48, longitude: -2.12, in_borough: 1, clusters: {north: 1}}
"""


def test_the_browser_finds_the_exact_point_of_a_postcode_too(content, tmp_path, page):
    (content / "places.yaml").write_text(PLACES)
    rows = [HEADER, directory_row("DY5 3ZZ", "52.5416", "-2.11")]
    assert run(content, write(tmp_path / "one.csv", rows)).returncode == 0
    build = tmp_path / "build"
    freezing.freeze(Settings(content=content, base_url="http://127.0.0.1/help"), build)
    with StaticHost(build, below="/help") as host:
        page.goto(f"{host.address}/near/dy5-3/")
        expect(page.locator("[data-near-hub]").first).to_have_text("Less than half a mile")
        page.goto(f"{host.address}/near/")
        page.get_by_label("Postcode, town or estate").fill("DY5 3ZZ")
        page.get_by_role("button", name="Find").click()
        page.wait_for_url("**/near/dy5-3/#at=52.542,-2.110")
        expect(page.locator("[data-near-hub]").first).to_have_text("About 4 miles")
