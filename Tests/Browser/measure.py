"""How soon the studio answers a hand, measured in a headless Chromium: measure.py PROGRAM CHECKOUT WHAT [ARGUMENT…]

    page                 from the address to the first paint, and to a shelf that can be used (10 openings)
    drafts [PRESET…]     from the hand's stop to a changed picture, 20 changes each, every one of which overtakes the draft before it; every
                         preset but films when none is named
    whole [PRESET…]      from the hand's stop to the whole draft, 20 changes each, of which none overtakes another; how large it is
    cancel               from the stop of a draft, and of a render of 2000 pixels, to its end (20 and 5)
    beside               drafts of classic while a render of 2000 pixels is on its way (10)

One line each, in milliseconds. `Scripts/checks/studio-speed` calls it.
"""

import statistics
import sys
import time

from hand import browser, changes, end, js, move, settled, studio, wait

what = sys.argv[3] if len(sys.argv) > 3 else "page"
films = {"endless-zoom", "moving-pictures", "metamorphosis", "breathing"}


def tell(name: str, times: list[float], more: str = "") -> None:
    print(f"{name}: median {statistics.median(times):.0f} ms ({len(times)}, {min(times):.0f} to {max(times):.0f}){more}", flush=True)


def opened() -> None:
    browser.get(studio.address)
    wait("document.documentElement.dataset.ready === 'yes'")


def choose(preset: str) -> None:
    js("document.querySelector(`#cards [data-name='${arguments[0]}']`).click()", preset)
    wait(f"studio.state.preset === '{preset}' && studio.state.card?.name === '{preset}'")
    settled()


def page() -> None:
    paints, uses = [], []
    for _ in range(10):
        browser.get("about:blank")
        opened()
        paints.append(js("return performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        uses.append(js("return Number(document.documentElement.dataset.readyAfter)"))
    tell("first paint", paints)
    tell("a shelf to use", uses)


def turned(number: int) -> object:
    """Another value of the first slider of a preset, or another seed."""
    slider = js("return document.querySelector('#panel-controls .slide input[type=range]')?.id ?? null")
    if slider is None:
        return lambda: js("const it = document.getElementById('c-seed'); it.value = arguments[0]; it.dispatchEvent(new Event('change', { bubbles: true }))", str(number + 1))
    least, most = (float(js(f"return document.getElementById(arguments[0]).{side}", slider)) for side in ("min", "max"))
    return lambda: move(slider, least + (most - least) * (0.25 + 0.5 * ((number * 7) % 20) / 20))


def drafts(preset: str, count: int) -> tuple[list[float], float]:
    """The first pictures, and the last draft's end."""
    choose(preset)
    js("studio.latency.length = 0; studio.firsts.length = 0")
    for number in range(count):
        turned(number)()
        wait(f"studio.firsts.length > {number}")
        # As long as a hand rests.
        time.sleep(0.1)
    return js("return studio.firsts"), wait("studio.latency.at(-1)")


def whole(preset: str, count: int) -> tuple[list[float], list[int]]:
    """How long whole drafts take, and their longer sides."""
    choose(preset)
    js("studio.latency.length = 0")
    sides = []
    for number in range(count):
        turned(number)()
        wait(f"studio.latency.length > {number}")
        sides.append(js("const it = studio.entries.get(studio.state.entry); return Math.max(it.width, it.height)"))
    return js("return studio.latency"), sides


def ended(card: dict) -> float:
    """Milliseconds from a stop to its end, as the page hears of it."""
    return js(
        """const [id] = arguments;
        return new Promise((done) => {
          const begun = performance.now();
          const source = new EventSource(`/api/jobs/${id}/events`);
          source.addEventListener('job', (event) => {
            if (['stopped', 'finished', 'failed'].includes(JSON.parse(event.data).phase)) { source.close(); done(performance.now() - begun); }
          });
          fetch(`/api/jobs/${id}`, { method: 'DELETE' });
        })""",
        card["id"],
    )


def running(card: dict) -> None:
    while studio.json("GET", f"/api/jobs/{card['id']}")["phase"] == "waiting":
        time.sleep(0.005)


def named() -> list[str]:
    """The presets that are measured: those that were named, or all but films."""
    return sys.argv[4:] or [one for one in js("return [...document.querySelectorAll('#cards .card')].map((one) => one.dataset.name)") if one not in films]


try:
    opened()
    if what == "page":
        page()
    elif what == "drafts":
        for name in named():
            firsts, last = drafts(name, 20)
            tell(name, firsts, f", whole after {last:.0f} ms")
    elif what == "whole":
        for name in named():
            times, sides = whole(name, 20)
            tell(name, times, f", at {statistics.median(sides):.0f} px ({min(sides)} to {max(sides)})")
    elif what == "cancel":
        times = []
        for _ in range(20):
            card = studio.json("POST", "/api/jobs", {"preset": "dust-to-beasts", "longEdge": 320, "isAside": True})
            running(card)
            time.sleep(0.15)
            times.append(ended(card))
        tell("a draft is cancelled", times)
        times = []
        for _ in range(5):
            card = studio.json("POST", "/api/jobs", {"kind": "render", "preset": "classic", "longEdge": 2000})
            running(card)
            time.sleep(3)
            times.append(ended(card))
        tell("a render of 2000 px is cancelled", times)
    elif what == "beside":
        choose("classic")
        card = studio.json("POST", "/api/jobs", {"kind": "render", "preset": "classic", "longEdge": 2000})
        running(card)
        time.sleep(12)
        js("studio.latency.length = 0; studio.firsts.length = 0")
        for number in range(10):
            changes(lambda: move("c-strength", 0.5 + number / 10))
            time.sleep(1.5)
        phase = studio.json("GET", f"/api/jobs/{card['id']}")["phase"]
        tell("drafts beside a render of 2000 px", js("return studio.firsts"), f", whole after {statistics.median(js('return studio.latency')):.0f} ms; the render is {phase}")
finally:
    end()
