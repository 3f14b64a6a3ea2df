"""A real Firefox and a page in it, over WebDriver BiDi: as much of it as the tests need."""

import json
import shutil
import subprocess
import time
from contextlib import contextmanager

from builders.browser import PATIENCE
from builders.machine import not_installed

FIREFOX = ("firefox-esr", "firefox")
LISTENS = "WebDriver BiDi listening on "
PROFILE = 'user_pref("browser.shell.checkDefaultBrowser", false);\n'
PROFILE += 'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
PROFILE += 'user_pref("network.captive-portal-service.enabled", false);\n'
PROFILE += 'user_pref("network.connectivity-service.enabled", false);\n'


class Page:
    """One tab. said: what was written to its console so far, errors included."""

    def __init__(self, socket):
        self.socket, self.asked, self.said = socket, 0, []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method, **parameters):
        """What a command returns."""
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv())
            if told.get("method") == "log.entryAdded":
                self.said.append(told["params"]["text"])
            if told.get("id") == self.asked:
                assert told["type"] == "success", told
                return told["result"]

    def open(self, address):
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def value(self, function):
        """What a function of JavaScript returns in the page, as JSON has it."""
        told = self.ask(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await ({function})())",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def wait_for(self, function):
        """Until a function of JavaScript returns true."""
        until = time.monotonic() + PATIENCE
        while not self.value(function):
            assert time.monotonic() < until, (function, self.said)

    def click(self, x, y):
        """With the mouse, at a place of the window."""
        place = {"type": "pointerMove", "x": round(x), "y": round(y)}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        mouse = {"type": "pointer", "id": "mouse", "actions": [place, *press]}
        self.ask("input.performActions", context=self.context, actions=[mouse])


@contextmanager
def firefox(folder):
    """folder: for its profile, empty."""
    found = next(filter(None, map(shutil.which, FIREFOX)), None)
    if found is None:
        not_installed("no Firefox is installed (Debian: apt-get install firefox-esr)")
    import websocket

    (folder / "user.js").write_text(PROFILE)
    command = [found, "--headless", "--remote-debugging-port=0", "--profile", folder, "--no-remote"]
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(command, stderr=said, stdout=said)
    try:
        address = address_in(folder / "said.txt", process)
        socket = websocket.create_connection(
            f"{address}/session", timeout=PATIENCE, suppress_origin=True
        )
        yield Page(socket)
        socket.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)


def address_in(file, process):
    """Where Firefox listens, which it says when it does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        lines = [line for line in file.read_text().splitlines() if LISTENS in line]
        if lines:
            return lines[0].partition(LISTENS)[2].strip()
    raise AssertionError(f"Firefox did not start: {file.read_text()}")
