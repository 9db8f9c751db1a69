"""Mistakes in places.yaml are told like any other: file, line, field, what is wrong, what to do."""

import pytest

from app import content

SOUND = """\
hubs:
  - {cluster: north, service: north-hub, location: north-hall}
districts:
  - {code: DY5, latitude: 52.48, longitude: -2.12, relation: covers, clusters: {north: 1.0}}
sectors:
  - {code: DY5 3, latitude: 52.48, longitude: -2.12, in_borough: 1.0, clusters: {north: 1.0}}
places:
  - {id: northtown, name: Northtown, kind: town, latitude: 52.48, longitude: -2.12, in_borough: true, cluster: north}
  - {id: elsewhere, name: Elsewhere, kind: town, latitude: 52.40, longitude: -2.10, in_borough: false, council: Other}
"""  # noqa: E501


def problems(folder, text):
    (folder / "places.yaml").write_text(text)
    return [str(problem) for problem in content.load(folder)[1]]


def test_sound_places_have_no_problems(small):
    assert problems(small, SOUND) == []


def test_a_site_without_places_is_sound_and_offers_no_lookup(small):
    catalogue, found = content.load(small)
    assert found == []
    assert catalogue.gazetteer.places == ()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "cluster: north, service",
            "cluster: nort, service",
            "content/places.yaml:2  cluster\n  There is no `nort` to name in `cluster`.\n"
            "  Did you mean `north`?",
        ),
        (
            "north-hub,",
            "north-hob,",
            "content/places.yaml:2  service\n  There is no `north-hob` to name in `service`.\n"
            "  Did you mean `north-hub`?",
        ),
        (
            "clusters: {north: 1.0}}\nsectors",
            "clusters: {nroth: 1.0}}\nsectors",
            "content/places.yaml:4  clusters\n  There is no `nroth` to name in `clusters`.\n"
            "  Did you mean `north`?",
        ),
        (
            "id: elsewhere",
            "id: northtown",
            "content/places.yaml:9  places\n  `northtown` stands twice.\n  Keep one of the two.",
        ),
        (
            "in_borough: true, cluster: north",
            "in_borough: true",
            "content/places.yaml:8  places.0\n  A place in the area needs its `cluster`; one "
            "outside must have none.\n  Add the cluster, or set in_borough: false and name the "
            "council.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_word(small, right, wrong, said):
    assert right in SOUND
    assert problems(small, SOUND.replace(right, wrong, 1)) == [said]


def test_a_point_outside_great_britain_is_a_mistake(small):
    found = problems(small, SOUND.replace("latitude: 52.40", "latitude: 5.40"))
    assert len(found) == 1
    assert "content/places.yaml:9  places.1.latitude" in found[0]
