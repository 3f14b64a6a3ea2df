"""Mirrors on this machine that give scripted answers, and a download from them."""

import gzip
import hashlib
import io
import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from chemins.data.download import fetch
from chemins.data.named import Published

CONTENT = np.random.default_rng(1).integers(0, 50, 400, dtype=np.uint8).tobytes()
PACKED = gzip.compress(CONTENT, mtime=0)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FILE = Published("file.gz", DIGEST, longest=1_000_000, unpacked=True)
OTHER = gzip.compress(b"another file", mtime=0)

# Answers of a server: status, headers beside Content-Length, body, Content-Length (None: unsaid).
GOOD = (200, {}, PACKED, len(PACKED))
MISSING = (404, {}, b"no such thing", 13)
BROKEN = (500, {}, b"out of order", 12)
BUSY = (503, {}, b"", 0)
TOO_MANY = (429, {}, b"", 0)
TOO_SLOW = (408, {}, b"", 0)
CUT = (200, {}, PACKED[:100], len(PACKED))
CUT_UNSAID = (200, {}, PACKED[:100], None)
WRONG = (200, {}, OTHER, len(OTHER))
NO_GZIP = (200, {"Content-Type": "text/html"}, b"<html>Log in first</html>", 25)
ENCODED = (200, {"Content-Encoding": "gzip"}, PACKED, len(PACKED))
UNSAID = (200, {}, PACKED, None)


class Handler(BaseHTTPRequestHandler):
    """Gives the next of the server's scripted answers for a path, the last one over and over."""

    def do_GET(self):
        self.server.asked.append(self.path)
        answers = self.server.answers[self.path.split("/")[1]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            with suppress(ConnectionError):
                return answer(self)
        status, headers, body, length = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def serving(**answers):
    """A server whose mirror /NAME gives these answers: yields (function name -> URL, asked)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answers = {name: list(given) for name, given in answers.items()}
        server.asked, server.over = [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", server.asked
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def fetched(mirrors, target, file=FILE):
    """Fetch `file`.gz; returns the waits that were asked for."""
    waits = []
    fetch(file, mirrors, target, bar=io.StringIO(), pause=waits.append)
    return waits


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def folder_with(folder, content):
    folder.mkdir()
    (folder / "file.gz").write_bytes(content)
    return folder.as_uri()


def begin(handler, *headers):
    handler.send_response(200)
    for name, value in headers:
        handler.send_header(name, value)
    handler.end_headers()


def stalled_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
    handler.wfile.flush()
    handler.server.over.wait()


def to(location, status=302, body=b""):
    return (status, {"Location": location}, body, len(body))
