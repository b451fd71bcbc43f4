"""Takes the pictures of the studio that README.md shows, one of each part: portraits.py PROGRAM CHECKOUT FOLDER"""

import base64
import sys
import time
from pathlib import Path

from hand import browser, by, changes, checkout, drop, end, folder, history, js, key, move, settled, studio, wait

target = Path(sys.argv[3])
target.mkdir(parents=True, exist_ok=True)


def taken(name: str) -> None:
    time.sleep(0.8)
    clip = {"x": 0, "y": 0, "width": 1280, "height": 720, "scale": 0.7}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "jpeg", "quality": 78, "clip": clip})
    (target / f"{name}.jpg").write_bytes(base64.b64decode(shot["data"]))
    print(name, flush=True)


def rested() -> None:
    """As long as a draft is refined."""
    settled()
    time.sleep(5)


def chosen(preset: str) -> None:
    js("document.querySelector(`#cards [data-name='${arguments[0]}']`).click()", preset)
    wait(f"studio.state.preset === '{preset}' && studio.state.card?.name === '{preset}'")
    rested()


try:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": False})
    browser.get(studio.address)
    wait("document.querySelectorAll('#cards .card').length >= 30")
    wait("[...document.querySelectorAll('#cards img')].slice(0, 8).every((one) => one.naturalWidth)")
    js("document.activeElement.blur()")
    taken("shelf")
    chosen("coral-garden")
    chosen("nocturne")
    chosen("dust-to-beasts")
    changes(lambda: drop(checkout / "Presets/guides/cat.jpg"))
    rested()
    taken("easel")
    by("theme").click()
    chosen("kaleidoscope")
    js("document.getElementById('open-render').click()")
    wait("/about|not known/i.test(document.getElementById('plan').textContent)")
    js("[...document.querySelectorAll('#sizes button')][1].click()")
    by("start-render").click()
    wait("document.querySelector('.job img')?.naturalWidth > 0")
    time.sleep(6)
    taken("live")
    js("[...document.querySelectorAll('.job .acts button')].find((one) => one.textContent === 'Discard').click()")
    wait("document.getElementById('queue').hidden")
    by("theme").click()
    chosen("engraving")
    key("n")
    wait("document.querySelectorAll('#grid img').length === 9")
    taken("memory")
    js("document.querySelectorAll('#grid button')[4].click()")
    rested()
    chosen("two-worlds")
    by("tab-mask").click()
    wait("document.querySelectorAll('#mask-seen button').length > 2")
    js("document.querySelector('#mask-seen button').click()")
    wait("document.getElementById('mask').getContext('2d').getImageData(0, 0, 1024, 683).data.some((one) => one > 128)")
    taken("mask")
    by("tab-script").click()
    chosen("linocut")
    line = js("return studioEditor.getValue().split('\\n').findIndex((one) => one.includes('r.palette'))")
    js("studioEditor.setCursor({ line: arguments[0], ch: studioEditor.getLine(arguments[0]).indexOf('r.palette') + 5 }); studioEditor.scrollIntoView(null, 90)", line)
    taken("script")
    by("tab-controls").click()
    chosen("classic")
    key("r")
    wait("document.getElementById('render').open")
    js("[...document.querySelectorAll('#sizes button')][0].click()")
    by("start-render").click()
    while not any(one["kind"] == "render" for one in history()):
        time.sleep(0.1)
    drop(folder / next(one for one in history() if one["kind"] == "render")["file"])
    wait("document.getElementById('opened').open")
    taken("opened")
    js("document.getElementById('opened-use').click()")
    rested()
    chosen("endless-zoom")
    js("[...document.querySelectorAll('.source button')].find((one) => one.textContent === 'Take away').click()")
    rested()
    studio.json("POST", "/api/jobs", {"kind": "render", "preset": "endless-zoom", "longEdge": 480, "parameters": {"frames": "14"}})
    wait("[...studio.entries.values()].some((one) => one.frames)")
    js("document.querySelector(`#reel [data-id='${arguments[0]}']`).click()", next(one for one in history() if one.get("frames"))["id"])
    move("scrub", 6)
    time.sleep(2)
    taken("film")
finally:
    end()
