"""Search may get better, never worse: the recorded figures are the floor."""

import pytest
import yaml

from app.judging import judge
from app.judging.commands import finder
from app.settings import ROOT

FLOOR = yaml.safe_load((ROOT / "tests" / "queries" / "recorded.yaml").read_text())
URGENT = ["he hits me", "i want to die", "nowhere to sleep tonight", "she ran away last night"]
URGENT += ["my uncle touched me", "overdose", "زوجي يضربني", "chcę umrzeć", "khudkushi"]
CALM = ["killing time", "drop in at the hub", "dying to meet other mums", "cutting down on sugar"]
CALM += ["shoot hoops", "missing school", "beat the queue", "first teeth cutting", "kick about"]
CALM += [
    "domestic cleaning jobs",
    "stroke a dog",
    "hit the gym",
    "cut off gas",
]
CALM += [
    "nappies",
    "library",
    "school uniform",
    "swimming",
    "speech therapy",
    "my head is killing me",
    "missing school a lot",
    "can my daughter get free school meals",
    "everything is getting on top of me",
    "domestic abuse awareness training",
]
URGENT += ["my daughter is missing", "missing from home", "she didn't come home from school"]
URGENT += ["my son says he will jump off the bridge", "there is a man outside my window"]
URGENT += ["scared of my own son", "bleeding at 9 weeks", "i dont want to wake up tomorrow"]
URGENT += [
    "thrown me out of the house",
    "locked in my room",
    "want to disappear",
    "better off dead",
]
CALM += ["kills me having to get up", "running club", "nerf gun", "bruised banana", "glue gun"]
URGENT += ["it kills me he hits me", "running away", "has a gun", "bruises on her arms"]
URGENT += ["baby hasn't moved since last night", "a rash that doesn't go under a glass"]
URGENT += ["he says he will show everyone my pictures", "have to ask before i spend a penny"]
URGENT += ["boiling hot and floppy temperature of 40"]
URGENT += ["getting married in pakistan", "parents want me to get married", "sel harm"]
URGENT += ["baby kicking less", "goes through my texts", "strangulation by partner"]
CALM += ["getting married in dudley", "getting married", "how do i get married", "wedding venues"]
CALM += ["hit the beach", "shooting range", "homeless cat", "choke chain", "knife sharpening"]


@pytest.fixture(scope="module", params=["own", "second", "third", "fourth"])
def judged(request, engine):
    """Each set of judged queries: its name and what search makes of it."""
    queries = judge.read_queries(ROOT / "tests" / "queries" / f"{request.param}.yaml")
    return request.param, judge.judge(queries, engine.catalogue, finder(engine))


@pytest.mark.parametrize("figure", ["success@3", "success@1", "ndcg@10", "crisis"])
def test_no_figure_falls(judged, figure):
    name, report = judged
    assert report.figures()[figure] >= FLOOR[name][figure], report.misses()


def test_nothing_harmful_and_nothing_empty(judged):
    figures = judged[1].figures()
    assert figures["must_not"] == figures["empty"] == 0


@pytest.mark.parametrize("query", URGENT)
def test_danger_brings_a_number(engine, query):
    assert engine.find(query).crisis


@pytest.mark.parametrize("query", CALM)
def test_a_saying_brings_none(engine, query):
    assert not engine.find(query).crisis


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("health visiter number", "health visitor number"),
        ("sucidal", "suicidal"),
        ("healh visiter", "health visitor"),
        ("evicton notise", "eviction notice"),
        ("scard of school", "scared of school"),
        ("home educashun", "home education"),
        ("hello and thank you", None),
        ("child abuze", "child abuse"),
        ("copil abuzat", None),
        ("nappies", None),
        ("kooth", None),
    ],
)
def test_spelling_is_mended_and_shown(engine, typed, meant):
    assert engine.find(typed).did_you_mean == meant


@pytest.mark.parametrize(
    ("query", "part", "value"),
    [
        ("my 3 year old wont sleep", "age", "2-4"),
        ("im 16 and need a job", "age", "16-18"),
        ("bullied in year 4", "age", "5-10"),
        ("6 months old weaning", "age", "under-2"),
        ("clubs in gornal", "cluster", "dudley-north"),
        ("uniform DY6", "cluster", "brierley-hill"),
    ],
)
def test_age_and_place_are_understood(engine, query, part, value):
    chips = {chip.part: chip.id for chip in engine.find(query).understood}
    assert chips[part] == value


@pytest.mark.parametrize("query", ["missing school a lot", "keeps missing school"])
def test_time_off_school_is_no_child_gone_missing(engine, query):
    needs = [engine.catalogue.services[hit.id].topics for hit in engine.find(query).hits[:2]]
    assert all("school-and-learning/attendance-and-school-worries" in some for some in needs)


def test_an_empty_meter_leads_to_help_that_is_not_for_water(engine):
    found = [hit.id for hit in engine.find("prepay meter run out").hits[:3]]
    assert not {"watersure", "severn-trent-big-difference"} & set(found)


def test_a_place_outside_is_told(engine):
    assert engine.find("nursery in cradley heath").outside == "Sandwell"


@pytest.mark.parametrize(
    "name",
    [
        "kooth",
        "cruse",
        "childline",
        "citizens advice",
        "sendiass",
        "izone",
        "sycamore adventure",
        "calm helpline",
        "cips",
    ],
)
def test_a_name_comes_first(engine, name):
    first = engine.find(name).hits[0]
    service = engine.catalogue.services[first.id]
    assert any(name in one.lower() for one in (service.name, *service.alternate_names))


def test_whoever_types_a_whole_name_finds_who_bears_it(engine):
    """Wherever the name says it is, and whatever needs its words lead to."""
    called = [(engine.entries[number].id, name) for number, name in engine.vocabulary.called]
    answers = {name: [hit.id for hit in engine.find(name, limit=3).hits] for _, name in called}
    bearers = [(slug, name) for slug, name in called if slug in answers[name]]
    assert {slug for slug, _ in bearers} == {slug for slug, _ in called}
    assert len(bearers) > 0.99 * len(called) > 500
    # Two may share a name; else whoever bears it comes first.
    first = {name for slug, name in called if answers[name][0] == slug}
    assert len(first) > 0.99 * len(answers)
    assert {"Priory Park Boxing Club", "Lye Family Hub", "NCS"} <= first


@pytest.mark.parametrize(
    ("name", "first"),
    [("stourbridge hospice", "mary-stevens-hospice"), ("lye library", "dudley-libraries")],
)
def test_a_name_that_holds_a_place_is_met_before_the_place_is_taken_out(
    engine, ask_script, name, first
):
    assert engine.find(name).hits[0].id == first
    assert ask_script("find", [[name, {}]])[0]["hits"][0][0] == first
