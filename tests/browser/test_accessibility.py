"""Every kind of page, held against WCAG 2.2 AA in a real browser: both themes, three widths."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.addresses import Choice
from app.catalogue import Catalogue
from app.settings import ROOT
from app.web.contacts import contacts
from app.web.lists import nothing_local

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("light", "dark")
WIDTHS = (320, 768, 1280)
PAGES = {
    "home": "/",
    "start, who": "/start/",
    "start, what": "/start/5-10/",
    "start, where": "/start/5-10/send/",
    "topics": "/topics/",
    "ages": "/ages/",
    "clusters": "/clusters/",
    "a topic": "/topics/under-fives/",
    "a list narrowed": "/topics/growing-up/ages/5-10/clusters/halesowen/",
    "a deep list": "/topics/mental-health/eating-problems/ages/11-15/clusters/stourbridge/",
    "a list with nothing local": "",
    "a later page of a list": "/ages/2-4/page/6/",
    "a service": "/services/lye-family-hub/",
    "a service through others": "",
    "services A to Z": "/services/",
    "urgent help": "/urgent-help/",
    "words": "/early-help/",
    "words with a table": "/for-practitioners/",
    "a discreet topic": "/topics/domestic-abuse/",
    "a discreet service": "/services/black-country-womens-aid/",
    "staying safe online": "/staying-safe-online/",
    "near me": "/near/?where=hill",
    "a place": "/near/lye/",
    "a place outside": "/near/cradley-heath/",
    "a list with filters on": "/topics/growing-up/?near=lye&show=free",
    "a list that nothing fits": "/topics/under-fives/?show=free&show=send&years=90&near=nowhere",
    "search": "/search/",
    "search results": "/search/?q=nappies",
    "suggest a change": "/suggest-a-change/",
    "not found": "/no/such/page/",
    "my list": "/my-list/",
    "a shared list": "/my-list/#1.beat.adhd-uk.no-such-thing",
    "signposting sheet": "/signposting-sheet/",
    "leaflets": "/leaflets/",
    "a leaflet": "/leaflets/halesowen/",
    "a box for other sites": "/embed/",
    "saved pages": "/offline/",
    "home in Urdu": "/ur/",
    "a topic in Urdu": "/ur/topics/settling-here/",
    "a service in Urdu": "/ur/services/lye-family-hub/",
    "an English service in Urdu": "/ur/services/define-fine/",
    "urgent help in Urdu": "/ur/urgent-help/",
    "search results in Urdu": "/ur/search/?q=dentist",
    "a discreet topic in Urdu": "/ur/topics/domestic-abuse/sexual-violence/",
    "home in Polish": "/pl/",
    "a topic in Polish": "/pl/topics/settling-here/",
    "urgent help in Polish": "/pl/urgent-help/",
    "my list in Polish": "/pl/my-list/",
}
# All tests of one page come one after the other and share one visit: as it was loaded, then with
# all of it opened.
every_page = pytest.mark.parametrize("kind", PAGES, scope="module")

MakePage = Callable[..., Page]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all, because opening windows takes longer than the tests."""
    context = browser.new_context(locale="en-GB", service_workers="block")
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(window: Page) -> Iterator[MakePage]:
    """Gives the window as a reader has set it: a width, a theme, less motion, forced colours."""

    def make(width: int = 320, **wishes: Any) -> Page:
        usual = {
            "color_scheme": "light",
            "reduced_motion": "no-preference",
            "forced_colors": "none",
        }
        window.emulate_media(**{**usual, **wishes})
        window.set_viewport_size({"width": width, "height": 740})
        return window

    yield make
    window.evaluate("localStorage.clear()")


def load(page: Page, address: str) -> None:
    """Load a page anew, which a browser does not do for a fragment of the page that it is on."""
    if "#" in address:
        page.goto("about:blank")
    answer = page.goto(address)
    assert answer and answer.ok != address.endswith(PAGES["not found"]), f"{address} is not there"


def look_at(page: Page, address: str) -> None:
    """Load a page, unless the tests that have just been there left it as it was."""
    if page.evaluate("window.as_loaded") != address:
        load(page, address)
        page.evaluate("address => { window.as_loaded = address }", address)


def look_at_opened(page: Page, address: str) -> None:
    """Open all that can be opened on a page, unless a test that did so has just been there."""
    if page.evaluate("window.opened") != address:
        look_at(page, address)
        touch(page)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.evaluate("address => { window.opened = address }", address)


def touch(page: Page) -> None:
    """Let no test after this one look at the page as it stands."""
    page.evaluate("window.as_loaded = window.opened = null")


@pytest.fixture
def address(served_site: str, catalogue: Catalogue) -> Callable[[str], str]:
    """Gives the address of a kind of page."""

    def find(kind: str) -> str:
        if kind == "a list with nothing local":
            return served_site + without_local_help(catalogue).path()
        if kind == "a service through others":
            return f"{served_site}/services/{reached_through_others(catalogue)}/"
        return served_site + PAGES[kind]

    return find


def without_local_help(catalogue: Catalogue) -> Choice:
    return next(
        choice
        for choice in catalogue.choices()
        if choice.cluster
        and nothing_local(choice, catalogue.sections(choice, catalogue.listed(choice)))
    )


def reached_through_others(catalogue: Catalogue) -> str:
    return next(
        service.id
        for service in catalogue.services.values()
        if not contacts(service) and catalogue.helped_through(service)
    )


def add_style(page: Page, css: str) -> None:
    """Style a page as a reader's own browser would, whatever the site's policy says."""
    page.evaluate(
        """css => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }""",
        css,
    )


def axe(page: Page, *tags: str) -> list[str]:
    """Run axe's rules of some tags, or of some names; give what is wrong, a line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], "runOnly": list(tags)}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def none_of(found: list[str], where: str = "") -> None:
    """Fail with all that was found, a line each."""
    assert not found, "\n".join([where, *found])


RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental")


def none_in_both_themes(page: Page, where: str, *rules: str) -> None:
    """Run all rules in the light theme and in the dark one."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        none_of(axe(page, *RULES, *rules), f"{where} in the {theme} theme")


@every_page
def test_axe_finds_nothing_wrong(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(reduced_motion="reduce")
    look_at(page, address(kind))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        none_in_both_themes(page, f"at {width} px")


def test_a_fault_of_a_theme_alone_is_seen(opened: MakePage, served_site: str) -> None:
    page = opened(color_scheme="dark", reduced_motion="reduce")
    load(page, f"{served_site}/topics/")
    add_style(page, "@media (prefers-color-scheme: dark) { main, main * { color: #333 } }")
    assert "color-contrast" in axe(page, *RULES)[0]
    page.emulate_media(color_scheme="light")
    assert axe(page, *RULES) == []


@every_page
def test_headings_and_landmarks_say_how_the_page_is_made(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened()
    look_at(page, address(kind))
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    assert page.get_by_role("navigation").count() >= 1
    assert page.locator("main h1").count() == 1


MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  const long = times => times.split(',').some(time => parseFloat(time) > 0.01);
  return long(style.transitionDuration) && style.transitionProperty !== 'none'
    || style.animationName !== 'none' && long(style.animationDuration)
    || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 110))"""


@every_page
def test_nothing_moves_for_those_who_want_no_motion(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(reduced_motion="reduce")
    look_at(page, address(kind))
    none_of(page.evaluate(MOVING))


NOT_SHOWN = """
  const unseen = one => !one.checkVisibility({visibilityProperty: true, opacityProperty: true})
    || one.closest('.govuk-visually-hidden, .govuk-skip-link, .trap');
  const words = one => [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const name = one => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
"""
WIDER_THAN_THE_WINDOW = (
    "() => {"
    + NOT_SHOWN
    + """
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return ['scrolls to ' + document.documentElement.scrollWidth,
    ...[...document.body.querySelectorAll('*')]
    .filter(one => !unseen(one) && one.getBoundingClientRect().right > wide + 1)
    .slice(0, 5).map(name)];
}"""
)
CLIPPED = (
    "() => {"
    + NOT_SHOWN
    + """
  const scrolls = one => /auto|scroll/.test(getComputedStyle(one).overflow);
  const cut = one => {
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.display === 'inline' || style.overflow === 'visible' || scrolls(box)) continue;
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
        return true;
    }
    if (getComputedStyle(one).display === 'inline') return false;
    const own = one.getBoundingClientRect(), range = document.createRange();
    return [...one.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).some(text => {
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      // Tall letters may stand a little out of a tight line.
      const over = parseFloat(getComputedStyle(one).fontSize) * 0.35;
      return box.right > own.right + 2 || box.left < own.left - 2
        || box.bottom > own.bottom + over || box.top < own.top - over;
    });
  };
  return [...document.body.querySelectorAll('*')]
    .filter(one => words(one) && !unseen(one) && cut(one)).map(name);
}"""
)


@every_page
def test_nothing_scrolls_sideways_on_a_narrow_screen(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(320)
    look_at(page, address(kind))
    none_of(page.evaluate(WIDER_THAN_THE_WINDOW))
    none_of(page.evaluate(CLIPPED))


SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }
"""


@every_page
def test_readers_own_text_spacing_and_size_cut_nothing_off(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened()
    look_at(page, address(kind))
    touch(page)
    for css in (SPACING, "html { font-size: 200% !important }"):
        add_style(page, css)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            none_of(page.evaluate(CLIPPED), f"{css} at {width} px")
            none_of(page.evaluate(WIDER_THAN_THE_WINDOW), f"{css} at {width} px")
    add_style(page, "")
    page.evaluate("address => { window.as_loaded = address }", address(kind))


@every_page
def test_nothing_that_is_opened_scrolls_sideways_on_a_narrow_screen(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(320)
    look_at_opened(page, address(kind))
    none_of(page.evaluate(WIDER_THAN_THE_WINDOW))


SMALL_TARGETS = (
    "() => {"
    + NOT_SHOWN
    + """
  const inSentence = one => getComputedStyle(one).display === 'inline' && words(one.parentElement);
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(one => one.type !== 'hidden' && !unseen(one) && !inSentence(one))
    .map(one => /checkbox|radio/.test(one.type) ? one.closest('label') || one : one)
    .filter(one => {
      one.scrollIntoView({block: 'center'});
      const box = one.getBoundingClientRect();
      if (box.width >= 24 && box.height >= 24) return false;
      // Part of a card may belong to its link, so press twelve pixels from its middle.
      const x = box.x + box.width / 2, y = box.y + box.height / 2;
      return ![[0, -11.9], [0, 11.9], [-11.9, 0], [11.9, 0]].every(([right, down]) =>
        one.contains(document.elementFromPoint(x + right, y + down)));
    }).map(one => Math.round(one.getBoundingClientRect().height) + ' ' + name(one));
}"""
)


@every_page
def test_all_that_can_be_pressed_is_large_enough(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened()
    look_at_opened(page, address(kind))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        none_of(page.evaluate(SMALL_TARGETS), f"at {width} px")


@every_page
def test_axe_finds_nothing_wrong_when_all_is_opened_and_contrast_is_high(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(reduced_motion="reduce")
    look_at_opened(page, address(kind))
    touch(page)
    page.locator("[data-contrast]").first.click()
    none_in_both_themes(page, "opened", "wcag2aaa")


WHERE_FOCUS_IS = (
    "() => {"
    + NOT_SHOWN
    + """
  const one = document.activeElement;
  // At the end the focus leaves the page, or starts again.
  if (one === document.body || window.walked.includes(one)) return null;
  window.walked.push(one);
  const ring = (box, part) => {
    const style = getComputedStyle(box, part);
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      && style.outlineColor !== 'rgba(0, 0, 0, 0)';
    return (drawn ? `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}` : '')
      + (style.boxShadow === 'none' ? '' : style.boxShadow);
  };
  const rings = () => [ring(one), ring(one, '::after'), ring(one.parentElement)];
  const focused = rings();
  one.blur();
  const calm = rings();
  one.focus({preventScroll: true});
  const box = one.getClientRects()[0];
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const faults = [];
  if (!focused.some((shown, i) => shown && shown !== calm[i])) faults.push('no visible focus');
  if (!top || !(one.contains(top) || top.contains(one) && top.matches('label, li, article')))
    faults.push('covered by ' + (top ? name(top) : 'the edge of the window'));
  return faults.map(fault => fault + ': ' + name(one));
}"""
)
# The page itself looks after each press; once the walk is over, a press more leads nowhere.
BEGIN_A_WALK = (
    "() => { const whereFocusIs = "
    + WHERE_FOCUS_IS
    + """
  document.activeElement.blur();
  Object.assign(window, {walked: [], amiss: [], over: false});
  if (window.walking) return;
  window.walking = true;
  addEventListener('keydown', event => {
    if (event.key === 'Tab' && window.over) event.preventDefault();
  }, true);
  addEventListener('keyup', event => {
    if (event.key !== 'Tab' || window.over) return;
    const found = whereFocusIs();
    window.over = found === null;
    window.amiss.push(...found ?? []);
  }, true);
}"""
)
NEVER_REACHED = (
    "() => {"
    + NOT_SHOWN
    + """
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(one => one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility())
    .filter(one => !window.walked.includes(one)).map(name);
}"""
)
OUT_OF_ORDER = (
    "() => {"
    + NOT_SHOWN
    + """
  const walked = window.walked;
  return walked.slice(1).filter((one, i) =>
    !(walked[i].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))
    .map(one => name(walked[walked.lastIndexOf(one) - 1]) + ' comes before ' + name(one));
}"""
)
WALKED = (
    "home",
    "start, what",
    "a list narrowed",
    "a service",
    "a discreet topic in Urdu",
    "a discreet service",
    "urgent help",
    "search",
    "suggest a change",
    "not found",
)


def walk(page: Page, key: str) -> list[str]:
    """Go through a whole page with one key; give what is wrong with the focus on the way."""
    page.evaluate(BEGIN_A_WALK)
    for _ in range(60):
        for _ in range(10):
            page.keyboard.press(key)
        if page.evaluate("window.over"):
            return list(page.evaluate("window.amiss"))
    raise AssertionError("the focus never leaves the page")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", WALKED)
def test_the_keyboard_reaches_everything_in_order_and_focus_is_seen(
    opened: MakePage, address: Callable[[str], str], kind: str, width: int
) -> None:
    page = opened(width, reduced_motion="reduce")
    load(page, address(kind))
    none_of(walk(page, "Tab"), "forwards")
    none_of(page.evaluate(NEVER_REACHED), "never reached")
    none_of(page.evaluate(OUT_OF_ORDER), "out of order")
    none_of(walk(page, "Shift+Tab"), "backwards")


UNSEEN_CONTROLS = (
    "() => {"
    + NOT_SHOWN
    + """
  const seen = one => {
    const style = getComputedStyle(one), around = getComputedStyle(one.parentElement);
    return style.borderStyle !== 'none' && parseFloat(style.borderTopWidth) > 0
      || style.textDecorationLine.includes('underline')
      || style.backgroundColor !== around.backgroundColor
      || style.color !== around.color || one.querySelector('svg');
  };
  return [...document.querySelectorAll('a[href], button, input, textarea, select, summary')]
    .filter(one => one.type !== 'hidden' && !unseen(one) && !seen(one)).map(name);
}"""
)


@pytest.mark.parametrize("kind", WALKED)
def test_focus_and_controls_are_seen_in_forced_colours(
    opened: MakePage, address: Callable[[str], str], kind: str
) -> None:
    page = opened(768, forced_colors="active", reduced_motion="reduce")
    load(page, address(kind))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    none_of(page.evaluate(UNSEEN_CONTROLS), "cannot be seen")
    none_of(walk(page, "Tab"))
