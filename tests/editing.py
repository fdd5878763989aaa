"""An editor for tests: a client of the Language Server Protocol over the pipes of a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

Message = dict[str, Any]

_START = {"line": 0, "character": 0}


class Editor:
    """A server that was started, and what it has said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "derive", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self.number = 0
        #: What came that was no answer; None at the end.
        self.told: Queue[Message | None] = Queue()
        self.answers: dict[Any, Message] = {}
        Thread(target=self._read, daemon=True).start()

    def start(self, **capabilities: Any) -> Message:
        """Says who the client is; what the server can do."""
        root = {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": capabilities}
        told: Message = self.ask("initialize", **root)["result"]["capabilities"]
        self.tell("initialized")
        return told

    def send(self, message: Any) -> None:
        """Any message."""
        self.raw(json.dumps(message).encode())

    def raw(self, body: bytes) -> None:
        """Bytes, as a message."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        """A notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, **params: Any) -> int:
        """A request, and its number."""
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        return self.number

    def ask(self, method: str, **params: Any) -> Message:
        """The answer to a request."""
        return self.answer(self.request(method, **params))

    def answer(self, number: Any, seconds: float = 30.0) -> Message:
        """The answer to the request of that number."""
        end = time.monotonic() + seconds
        while number not in self.answers:
            assert time.monotonic() < end, f"no answer to {number}"
            time.sleep(0.002)
        return self.answers.pop(number)

    def open(self, uri: str, text: str, version: int = 1) -> list[Message]:
        """Opens a document; what is wrong with it."""
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.wrong(uri, version)

    def change(self, uri: str, version: int, *changes: Message) -> None:
        """Changes of a document."""
        about = {"uri": uri, "version": version}
        self.tell("textDocument/didChange", textDocument=about, contentChanges=list(changes))

    def wrong(self, uri: str, version: int | None, seconds: float = 30.0) -> list[Message]:
        """All that the server says is wrong with a version of a document, nothing of others.

        It may tell verdicts first and what mends them later: it answers when all is told.
        """
        found = self.first(uri, version, seconds)
        self.ask("textDocument/hover", textDocument={"uri": uri}, position=_START)
        while not self.told.empty():
            later = _about(self.told.get(), uri, version)
            found = found if later is None else later
        return found

    def first(self, uri: str, version: int | None, seconds: float = 30.0) -> list[Message]:
        """What it says first of a version of a document."""
        end = time.monotonic() + seconds
        while True:
            try:
                message = self.told.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"nothing was said of {uri} {version}") from None
            found = _about(message, uri, version)
            if found is not None:
                return found

    def end(self) -> int:
        """Shuts it down in order; its exit code."""
        assert "error" not in self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(20)

    def _read(self) -> None:
        output = self.process.stdout
        assert output is not None
        while header := output.readline():
            name, _, value = header.partition(b":")
            assert name == b"Content-Length", f"not the protocol: {header!r}"
            while output.readline().strip():
                pass
            message = json.loads(output.read(int(value)))
            if "method" in message:
                self.told.put(message)
            else:
                self.answers[message["id"]] = message
        self.told.put(None)


def _about(message: Message | None, uri: str, version: int | None) -> list[Message] | None:
    """What a message says is wrong with a version of a document; None where it is of another."""
    assert message is not None, "the server has ended"
    told = message.get("params", {})
    if told.get("uri") != uri or told.get("version") != version:
        return None
    found: list[Message] = told["diagnostics"]
    return found


def applied(text: str, edits: Sequence[Message]) -> str:
    """A text with edits, whose columns are characters of the plane that all of it is in."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def at(position: Message) -> int:
        return int(starts[position["line"]] + position["character"])

    for edit in sorted(edits, key=lambda e: -at(e["range"]["start"])):
        start, end = at(edit["range"]["start"]), at(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
