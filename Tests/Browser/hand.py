"""A hand and an eye for the studio: the program serving a folder of its own, and a headless Chromium before it.

Whoever imports it has been called with PROGRAM CHECKOUT as its first two arguments.
"""

import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

program, checkout = sys.argv[1], Path(sys.argv[2])
scratch = Path(tempfile.mkdtemp(prefix="studio-"))
folder = scratch / "pictures"


class Studio:
    """The program, serving a folder."""

    def __init__(self, *flags: str, program: str = program) -> None:
        self.port = free_port()
        environment = {**os.environ, "XDG_CONFIG_HOME": str(scratch / "config"), "XDG_CACHE_HOME": str(scratch / "cache"), "REVERIE_OFFLINE": "1"}
        self.process = subprocess.Popen([program, "studio", str(folder), "--no-open", "--port", str(self.port), *flags], stdout=subprocess.PIPE, text=True, env=environment)
        self.address = self.process.stdout.readline().strip()
        self.key = self.address.split("key=")[1]

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, host: str = "127.0.0.1") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(host, self.port, timeout=60)
        connection.request(method, path, body, {"Cookie": f"reverie-{self.port}={self.key}", **(headers or {})})
        response = connection.getresponse()
        return response.status, response.read()

    def json(self, method: str, path: str, value: object = None) -> object:
        status, data = self.ask(method, path, json.dumps(value).encode() if value is not None else None)
        assert status < 300, (status, data)
        return json.loads(data)

    def end(self) -> None:
        # Who is started in the background of a shell does not hear SIGINT.
        self.process.terminate()
        try:
            self.process.wait(10)
        except Exception:  # noqa: BLE001
            self.process.kill()


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


studio = Studio()


def chromium() -> webdriver.Chrome:
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,860"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    made.set_script_timeout(30)
    return made


browser = chromium()


def js(text: str, *arguments: object) -> object:
    return browser.execute_script(text, *arguments)


def wait(text: str, seconds: float = 120) -> object:
    """What an expression of JavaScript becomes, once it is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = js(f"return {text}")
        if value:
            return value
        time.sleep(0.03)
    raise AssertionError(f"waited {seconds} s for: {text}")


def by(name: str) -> object:
    return browser.find_element(By.ID, name)


def key(text: str) -> None:
    js("document.activeElement?.blur()")
    ActionChains(browser).send_keys(text).perform()


def settled() -> str:
    """Waits until the draft is there, and gives its entry."""
    return wait("!document.getElementById('hair').classList.contains('on') && studio.state.entry")


def changes(action) -> str:
    """Waits for the draft that an action asks for."""
    before = js("return studio.state.entry")
    action()
    wait(f"studio.state.entry && studio.state.entry !== {json.dumps(before)}")
    return settled()


def drop(path: Path, target: str = "stage") -> None:
    data = base64.b64encode(path.read_bytes()).decode()
    js(
        """const bytes = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], arguments[1]));
        const room = document.getElementById(arguments[2]).getBoundingClientRect();
        const at = { clientX: room.x + room.width / 2, clientY: room.y + room.height / 2 };
        for (const name of ['dragenter', 'dragover', 'drop'])
          document.getElementById(arguments[2]).dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true, ...at }));""",
        data, path.name, target,
    )


def move(control: str, value: float) -> None:
    js("const it = document.getElementById(arguments[0]); it.value = arguments[1]; it.dispatchEvent(new Event('input', { bubbles: true }))", control, str(value))


def history() -> list[dict]:
    return studio.json("GET", "/api/history")


def end() -> None:
    browser.quit()
    studio.end()
