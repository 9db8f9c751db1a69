"""A hostile pull request: no script of it runs in a visitor's browser, no file of the machine
that builds leaves it. What is refused is refused by `check` and by `freeze`; what is not refused
is shown as the words it is."""

from __future__ import annotations

import csv
import io
import json
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from babel.messages.pofile import write_po
from flask.testing import FlaskClient
from icalendar import Calendar
from playwright.sync_api import Browser, Page, Request, expect

from app import content, freezing
from app.editing import catalogues
from app.languages import Language
from app.problems import ContentError
from app.settings import ROOT, Settings
from app.web import create_app
from tests.conftest import SMALL, signpost
from tests.hosts import StaticHost

SECRET = "the-secret-of-the-build-machine"
# What templates would make of their own syntax.
SUM = str(7919 * 6841)
RUNS = "window.__pwned=1"
POISON = (
    f"<img src=x onerror={RUNS}>\"'></script><script>{RUNS}</script>{{{{7919*6841}}}}${{{RUNS}}}"
)
# Fields whose words a writer chooses freely.
PROSE = {
    *("name", "label", "summary", "description", "title", "heading", "intro", "points", "places"),
    *("tagline", "state_province", "disclaimer", "exit_title"),
    *("address_1", "city", "accessibility", "option", "extension", "alternate_names", "alert"),
    *("what_happens", "application_process", "eligibility_description", "bring", "wait_time"),
}


def problems_of(folder: Path) -> list[str]:
    try:
        return [str(one) for one in content.load(folder)[1]]
    except ContentError as error:
        return [str(one) for one in error.problems]


# --- what is refused ------------------------------------------------------------------------------


def put(folder: Path, name: str, words: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(words, encoding="utf-8")


def entry(folder: Path, old: str, new: str) -> None:
    path = folder / "services" / "north-hub.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def body(words: str) -> Callable[[Path], None]:
    return lambda folder: entry(folder, "The hub for the north.", words)


def setting(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "site.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def link(name: str, target: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(folder.parent / target)

    return make


def copied(name: str) -> Callable[[Path], None]:
    return lambda folder: put(folder, name, (folder / "services/north-hub.md").read_text())


REFUSED: dict[str, Callable[[Path], None]] = {
    "a script": body(f"<script>{RUNS}</script>"),
    "a script over lines": body(f"<script\n>{RUNS}</script\n>"),
    "an image that fails": body(f"<img src=x onerror={RUNS}>"),
    "a drawing": body(f"<svg onload={RUNS}></svg>"),
    "a style": body("<style>body { display: none }</style>"),
    "a frame": body("<iframe src=https://example.org/></iframe>"),
    "a script's link": body(f"[x](javascript:{RUNS})"),
    "a script's link in disguise": body(f"[x](JaVaScRiPt&colon;{RUNS})"),
    "a data link": body("[x](data:text/html,<script>1</script>)"),
    "a link to a file": body("[x](file:///etc/passwd)"),
    "a link to no scheme": body("[x](//example.org/)"),
    "a script as a website": lambda f: entry(f, "https://news.example.org/hub", "javascript:1"),
    "a file as a website": lambda f: entry(f, "https://news.example.org/hub", "file:///etc/hosts"),
    "a script as an exit": setting("https://www.bbc.co.uk/weather", "javascript:alert(1)"),
    "a colour that ends": setting('"#0f5257"', '"#0f5257;}</style><script>"'),
    "a redirect of everything": setting("/old-hub/:", '"/*":'),
    "a redirect elsewhere": setting("/services/north-hub/", "https://evil.example/"),
    "a redirect to nowhere named": setting("/services/north-hub/", "//evil.example/"),
    "a redirect of two lines": setting(
        "/services/north-hub/", r'"/services/north-hub/ 301\n/* https://evil.example/:splat 200!"'
    ),
    "a redirect upwards": setting("/services/north-hub/", "/../../etc/"),
    "a name with a path": copied("services/..%2f..%2fetc.md"),
    "a name with a space": copied("services/two words.md"),
    "a name with a dot": copied("services/index.html.md"),
    "a hidden name": copied("services/.north.md"),
    "an id with a path": lambda f: put(
        f, "organizations.yaml", "../../x: {name: X, type: council}\n"
    ),
    "an icon with a path": lambda f: put(
        f,
        "taxonomy.yaml",
        (f / "taxonomy.yaml").read_text().replace("icon: users", "icon: ../../secret"),
    ),
    "a topic with a path": lambda f: put(
        f, "taxonomy.yaml", (f / "taxonomy.yaml").read_text().replace("- id: family", "- id: ../x")
    ),
    "a link to a file of the machine": link("services/linked.md", "secret.md"),
    "a link to a folder of the machine": link("services/more", "secrets"),
    "a link among words": link("search/linked.yaml", "secret.md"),
    "a link among postcodes": link("postcodes/DY5.json", "secret.md"),
    "a link that leads nowhere": link("pages/nowhere.md", "nowhere"),
    "a giant file": lambda f: put(f, "services/giant.md", "---\n" + "x: y\n" * 200_000),
    "a giant word": body("x" * 3000),
    "an alias": lambda f: entry(f, "name: North Hub", "name: &a North Hub\nwait_time: *a"),
    "a bomb": lambda f: entry(
        f, "name: North Hub", "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nname: [*b,*b,*b]"
    ),
    "a thing of Python": lambda f: entry(
        f, "name: North Hub", f"name: !!python/object/apply:os.system ['touch {f}/pwned']"
    ),
    "a nest": lambda f: entry(f, "name: North Hub", "name: " + "[" * 3000 + "]" * 3000),
    "a nest in curly brackets": lambda f: entry(f, "name: North Hub", "name: " + "{a: " * 500),
    "nulls": lambda f: entry(f, "North Hub", "North\0Hub"),
}


@pytest.mark.parametrize("attack", REFUSED.values(), ids=REFUSED.keys())
def test_an_attack_that_no_honest_writer_needs_is_refused(
    attack: Callable[[Path], None], small: Path
) -> None:
    (small.parent / "secrets").mkdir()
    for name in ("secret.md", "secrets/secret.md"):
        shutil.copy(small / "services" / "carers.md", small.parent / name)
    attack(small)
    problems = problems_of(small)
    assert problems
    assert all(len(one) < 1000 for one in problems)
    with pytest.raises(ContentError):
        freezing.freeze(Settings(content=small), small.parent / "build")
    assert not (small.parent / "build").exists()
    assert not (small / "pwned").exists()


def test_the_command_refuses_as_well(small: Path) -> None:
    link("postcodes/DY5.json", "secret.md")(small)
    for command in ("check", "index", "freeze"):
        run = signpost(command, SIGNPOST_CONTENT=str(small), SIGNPOST_BUILD=f"{small}/../build")
        assert run.returncode == 1
        assert "This is a link to another file." in run.stdout + run.stderr


# --- Markdown: refused, or harmless ---------------------------------------------------------------

MARKDOWN = [
    f"`<script>{RUNS}</script>`",
    f"    <script>{RUNS}</script>",
    f"```\n</pre><script>{RUNS}</script>\n```",
    f"&lt;script&gt;{RUNS}&lt;/script&gt;",
    f"&#60;script&#62;{RUNS}&#60;/script&#62;",
    f'[x](https://example.org/"onmouseover="{RUNS})',
    f"[x](https://example.org/'onmouseover='{RUNS})",
    f'[x](/services/north-hub/ "a\\" onmouseover={RUNS} b=\\"")',
    f"[x][1]\n\n[1]: javascript:{RUNS}",
    f"[x](&#106;avascript:{RUNS})",
    f"[x](java\tscript:{RUNS})",
    f"[x](java%0ascript:{RUNS})",
    f"[x](\x01javascript:{RUNS})",
    f"[x](vbscript:{RUNS})",
    f"[x](javascript&colon;{RUNS})",
    f"[x](javascript://example.org/%0a{RUNS})",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    f"<javascript:{RUNS}>",
    f'<https://example.org/"onmouseover={RUNS}>',
    f'<a@example.org"onmouseover={RUNS}>',
    f"![x](javascript:{RUNS})",
    f'![x" onerror="{RUNS}](https://example.org/x.png)',
    "![x](https://example.org/seen.png)",
    f"<!-- --><script>{RUNS}</script>",
    f"<scr<script>ipt>{RUNS}</script>",
    f"<x onclick={RUNS}>",
    f"< script>{RUNS}</script>",
    f"<ScRiPt\n>{RUNS}</sCrIpT>",
    f"<svg/onload={RUNS}>",
    f"<math><mtext></mtext><script>{RUNS}</script></math>",
    f"# x {{: onclick={RUNS}}}\n\n## y {{#id onclick={RUNS}}}",
    f"| a | b |\n| - | - |\n| <script>{RUNS}</script> | `</td>` |",
    f"*[x]: <script>{RUNS}</script>\n\nx",
    f"[^1]: <script>{RUNS}</script>\n\nx[^1]",
    "{{ 7919*6841 }} {% include '/etc/passwd' %} {{ config }}",
    "${7919*6841} #{7919*6841} <%= 7919*6841 %>",
    "@import url(https://example.org/x.css);",
    '{::nomarkdown}<script src="x"></script>{:/}',
    "\u2028<script>\u2029",
    "\u202e<script>\u202c",
]
HARMFUL = {"script", "style", "iframe", "object", "embed", "svg", "img", "form", "base", "meta"}


def harm_in(html: str) -> list[str]:
    """Whatever in a piece of a page could run, load or send."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False, treebuilder="etree")
    found = []
    for element in tree.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in HARMFUL:
            found.append(tag)
        for name, value in element.attrib.items():
            address = "".join(value.split()).lower()
            if name.startswith("on") or name == "style":
                found.append(name)
            if name in ("href", "src") and not address.startswith(
                ("http://", "https://", "mailto:", "tel:", "/", "#")
            ):
                found.append(value)
    return found


def described(client: FlaskClient) -> str:
    page = client.get("/services/north-hub/").text
    return page.partition('<div class="prose"')[2].partition("</div>")[0].partition(">")[2]


@pytest.mark.parametrize("words", MARKDOWN)
def test_markdown_is_refused_or_harmless(words: str, small: Path) -> None:
    body(words)(small)
    if problems_of(small):
        return
    shown = described(create_app(Settings(content=small)).test_client())
    assert shown
    assert harm_in(shown) == []
    assert SUM not in shown


def test_harm_would_be_seen() -> None:
    assert harm_in(f'<p onclick={RUNS}><a href=" javascript:1">') == ["onclick", " javascript:1"]
    assert harm_in("<svg><script>1</script></svg>") == ["svg", "script"]


# --- words that are not refused, met by a real browser --------------------------------------------


def poisoned(value: Any, key: str = "") -> Any:
    """The same values, with the poison after every text that a writer chooses freely."""
    if isinstance(value, dict):
        return {name: poisoned(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, key) for one in value]
    return f"{value} {POISON}" if key in PROSE and isinstance(value, str) else value


def poison(folder: Path) -> None:
    for path in sorted(folder.rglob("*.yaml")):
        values = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        path.write_text(yaml.safe_dump(poisoned(values), allow_unicode=True, width=10_000))
    for path in sorted(folder.rglob("*.md")):
        _, fields, words = path.read_text(encoding="utf-8").split("---\n", 2)
        values = yaml.load(fields, yaml.BaseLoader)
        safe = f"{words.strip()}\n\n`{POISON}` {{{{ 7919*6841 }}}}\n"
        fields = yaml.safe_dump(poisoned(values), allow_unicode=True, width=10_000)
        path.write_text(f"---\n{fields}---\n{safe}", encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder that is sound, and hostile in every word."""
    folder = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("hostile") / "content"))
    poison(folder)
    put(folder, "postcodes/x.js", RUNS)
    put(folder, "postcodes/x.html", f"<script src=x.js></script>{SECRET}")
    put(folder, "postcodes/DY5.json", f'<script src="x.js"></script>{SECRET}')
    return folder


@pytest.fixture(scope="module")
def built(hostile: Path) -> Path:
    assert problems_of(hostile) == []
    build = hostile.parent / "build"
    freezing.freeze(Settings(content=hostile, base_url="https://help.example.org"), build)
    return build


@pytest.fixture(scope="module")
def site(built: Path) -> Iterator[str]:
    with StaticHost(built) as host:  # It sends no policy: what must not run is not even there.
        yield host.address


class Tripwire:
    """Watches a page: dialogs, scripts of the hostile words, requests to anybody else."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.told: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.told.append(f"error {error}"))

    def _dialog(self, dialog: Any) -> None:
        self.told.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.told.append(f"request {request.url}")

    def harm(self) -> list[str]:
        """All that was seen, and what stands in the page as it is now."""
        found = self.page.evaluate(
            """() => {
              const harm = [];
              if (window.__pwned) harm.push("ran");
              for (const one of document.querySelectorAll("*")) {
                for (const { name, value } of one.attributes) {
                  if (name.startsWith("on")) harm.push(one.tagName + " " + name);
                  if (/^(href|src|action|xlink:href)$/.test(name) &&
                      /^\\s*(javascript|vbscript|data:text)/i.test(value)) harm.push(value);
                }
                const data = /^application\\/(ld\\+)?json$/.test(one.type);
                if (one.tagName === "SCRIPT" && !one.src && !data)
                  harm.push("script");
                if (one.tagName === "IMG" && one.getAttribute("src") === "x") harm.push("image");
              }
              return harm;
            }"""
        )
        return [*self.told, *found]


@pytest.fixture
def tripwire(browser: Browser, site: str) -> Iterator[Tripwire]:
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    yield Tripwire(context.new_page(), site)
    context.close()


def paths(build: Path) -> list[str]:
    """Every kind of page but the editors' own, which asks a program on the editor's machine."""
    names = (path.relative_to(build).as_posix() for path in sorted(build.rglob("*.html")))
    few = (name for name in names if name != "admin/index.html" and name.count("/") < 5)
    return ["/" + name.removesuffix("index.html") for name in few]


@pytest.mark.long
def test_no_page_runs_a_hostile_word(tripwire: Tripwire, built: Path, site: str) -> None:
    shown = 0
    for path in paths(built):
        tripwire.page.goto(site + path)
        assert tripwire.harm() == [], path
        shown += "onerror=" in tripwire.page.inner_text("body")
    assert shown > 20  # The words are there, as words.


def test_no_use_of_a_page_runs_a_hostile_word(tripwire: Tripwire, site: str) -> None:
    page = tripwire.page
    page.goto(f"{site}/search/?q=family")
    page.wait_for_selector("[data-service]")
    assert tripwire.harm() == []
    field = page.get_by_role("combobox").first
    field.clear()
    field.press_sequentially("nor")
    expect(page.get_by_role("option").first).to_contain_text("onerror=")
    assert tripwire.harm() == []
    page.goto(f"{site}/services/north-hub/")
    keep = page.get_by_role("button", name="Keep this").first
    keep.click()
    page.goto(f"{site}/my-list/")
    expect(page.locator("main")).to_contain_text("onerror=")
    assert tripwire.harm() == []
    for fragment in (POISON, "north-hub", "%3Cimg%20src=x%20onerror=window.__pwned=1%3E", "{}"):
        page.goto(f"{site}/my-list/#{fragment}")
        page.reload()
        page.wait_for_load_state("networkidle")
        assert tripwire.harm() == [], fragment


def test_a_tripwire_would_be_seen(browser: Browser) -> None:
    page = browser.new_page()
    wire = Tripwire(page, "http://127.0.0.1")
    page.set_content(f"<img src=x onerror={RUNS}><script>alert(1)</script>")
    page.wait_for_function("window.__pwned")
    assert {"dialog 1", "ran", "IMG onerror", "script", "image"} <= set(wire.harm())
    page.close()


def test_nothing_of_the_machine_is_in_the_build(built: Path) -> None:
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert not {name for name in names if name.startswith("near/postcodes/x.")}
    for path in built.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".xml", ".atom", ".csv"):
            text = path.read_text(encoding="utf-8")
            assert SUM not in text, path
            if path.parent.name != "postcodes":
                assert SECRET not in text, path
            assert str(ROOT) not in text, path


def test_files_for_other_programs_stay_what_they_are(built: Path, hostile: Path) -> None:
    for path in (built / "sitemap.xml", *built.rglob("*.atom"), built / "opensearch.xml"):
        ElementTree.fromstring(path.read_bytes())
    for path in built.rglob("*.json"):
        if path.parent.name != "postcodes":
            json.loads(path.read_bytes())
    for path in built.rglob("*.ics"):
        assert len(Calendar.from_ical(path.read_text(encoding="utf-8")).walk("VEVENT")) >= 1
    for path in built.rglob("*.vcf"):
        assert path.read_text(encoding="utf-8").count("BEGIN:VCARD") == 1
    rows = (built / "_redirects").read_text(encoding="utf-8").splitlines()
    assert all(len(row.split()) == 3 for row in rows)


def test_no_cell_of_a_sheet_is_a_formula(small: Path) -> None:
    attack = '=HYPERLINK("https://evil.example","x")'
    entry(small, "name: North Hub", f"name: '{attack}'\nwait_time: '@SUM(1)'\nbring: '+1'")
    entry(small, "A place to talk about family life.", "'-1+1'")
    assert problems_of(small) == []
    client = create_app(Settings(content=small)).test_client()
    out = small.parent / "sheet.csv"
    assert signpost("export", "sheet", str(out), SIGNPOST_CONTENT=str(small)).returncode == 0
    for text in (client.get("/oruk/services.csv").text, out.read_text("utf-8-sig")):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert any(attack in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    "words",
    [
        f"Szukaj<script>{RUNS}</script>",
        f"Szukaj<img src=x onerror={RUNS} x=",
        f'Szukaj" onmouseover="{RUNS}',
        "Szukaj</title>",
    ],
)
def test_a_translation_with_tags_or_quotes_of_its_own_is_never_shown(
    words: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ROOT / "translations", tmp_path / "translations"))
    file = folder / "pl" / "LC_MESSAGES" / "messages.po"
    catalogue = Language("pl", file).catalogue
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            message.string = words
    with file.open("wb") as out:
        write_po(out, catalogue)
    client = create_app(Settings(translations=folder)).test_client()
    page = client.get("/pl/").text
    assert 'lang="pl"' in page
    assert "Szukaj<" not in page
    assert 'Szukaj"' not in page
    assert any("has other tags in it" in str(one) for one in catalogues.problems(folder))
