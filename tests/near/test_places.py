"""Finding where somebody lives from what they type."""

import pytest

from app import places
from app.places import distance, miles


@pytest.fixture(scope="module")
def gazetteer(catalogue):
    return places.of(catalogue)


@pytest.mark.parametrize(
    ("typed", "spot"),
    [
        ("Lye", "lye"),
        ("Kates Hill", "kates-hill"),
        ("kate's hill", "kates-hill"),
        ("gornal", "gornal"),
        ("DY5", "dy5"),
        ("dy5 3", "dy5-3"),
        ("dy53", "dy5-3"),
        ("dy53dy", "dy5-3"),
        ("  DY5   3dY ", "dy5-3"),
        ("DY5-3DY", "dy5-3"),
        ("18 Parkes Street, Brierley Hill DY5 3DY", "dy5-3"),
        ("dy10", "dy10"),
        ("dy5 7", "dy5"),
        ("hales owen", "halesowen"),
        ("merryhill", "merry-hill"),
        ("wrens nest", "wrens-nest-estate"),
        ("the Straits", "the-straits"),
        ("St. Thomas’s", "st-thomass"),
        ("10 High St, Lye, Stourbridge", "lye"),
        ("Dudley North", "dudley-north"),
    ],
)
def test_people_find_where_they_live_by_the_words_they_use(gazetteer, typed, spot):
    found = gazetteer.find(typed)
    assert (found.spot and found.spot.id, found.guessed) == (spot, False)


@pytest.mark.parametrize(
    ("typed", "spot"),
    [
        ("stourbrige", "stourbridge"),
        ("Brierly Hill", "brierley-hill"),
        ("kingswinfrod", "kingswinford"),
        ("Dudly", "dudley"),
        ("cradly heath", "cradley-heath"),
        ("woollescote", "wollescote"),
    ],
)
def test_a_slip_of_the_finger_is_mended_and_said_so(gazetteer, typed, spot):
    found = gazetteer.find(typed)
    assert (found.spot and found.spot.id, found.guessed) == (spot, True)


def test_a_name_shared_by_several_places_gives_a_choice(gazetteer):
    found = gazetteer.find("hill")
    assert found.spot is None
    assert "kates-hill" in [spot.id for spot in found.choices]


def test_cradley_is_ours_and_cradley_heath_beside_it_is_sandwells(gazetteer):
    found = gazetteer.find("Cradley")
    assert found.spot.inside == "in"
    assert [(spot.id, spot.council) for spot in found.choices] == [("cradley-heath", "Sandwell")]


@pytest.mark.parametrize("typed", ["Cradley Heath", "Tividale"])
def test_places_over_the_border_are_known_as_outside(gazetteer, typed):
    assert gazetteer.find(typed).spot.inside == "out"


def test_a_sound_postcode_from_elsewhere_is_told_apart_from_a_mistake(gazetteer):
    assert gazetteer.find("SW1A 1AA").elsewhere
    nonsense = gazetteer.find("xyzzy")
    assert (nonsense.spot, nonsense.choices, nonsense.elsewhere) == (None, (), False)
    assert gazetteer.find(" ,. ").spot is None


def test_a_sector_is_named_by_how_much_of_it_is_in_the_borough(gazetteer):
    inside = {code: gazetteer.spots[code].inside for code in ("dy5-3", "wv14-9", "dy4-8", "dy4-0")}
    assert inside == {"dy5-3": "in", "wv14-9": "part", "dy4-8": "edge", "dy4-0": "out"}


def test_the_nearest_hub_is_the_one_the_content_names(catalogue, gazetteer):
    for place in catalogue.gazetteer.places:
        nearest = gazetteer.hubs((place.latitude, place.longitude))[0]
        assert nearest.cluster == place.nearest_hub, place.name
        assert abs(nearest.metres / 1000 - place.nearest_hub_km) < 0.1, place.name


def test_distances_are_told_in_miles_as_people_say_them():
    metres = (0, 640, 650, 1200, 1210, 2410, 2420, 16000)
    assert [miles(one) for one in metres] == [
        "less than half a mile",
        "less than half a mile",
        "about half a mile",
        "about half a mile",
        "about 1 mile",
        "about 1 mile",
        "about 2 miles",
        "about 10 miles",
    ]


def test_distance_is_that_of_a_known_line():
    dudley, london = (52.5, -2.08), (51.5, -0.12)
    assert distance(dudley, london) == pytest.approx(174_900, rel=0.01)
    assert distance(dudley, dudley) == 0
