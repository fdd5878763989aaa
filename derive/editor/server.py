"""The server of `derive lsp`: what an editor is told of the scripts that are open in it.

It parses and proves nothing: each question goes to a worker process with the text as it is in the
editor.  There is one for checks and one for all else, so that neither waits for the other.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from derive import __version__
from derive.editor.complaints import shown
from derive.editor.desk import Desk
from derive.editor.input import Input
from derive.editor.protocol import Protocol
from derive.editor.questions import completed, hovered, offered
from derive.editor.scripts import Known, Script, Scripts
from derive.editor.text import Document
from derive.editor.warm import WRONG_LINE
from derive.library import SUFFIXES
from derive.report.report import Report, Verdict
from derive.worker.ask import unanswered
from derive.worker.guard import Failure, Limits

#: How many seconds nothing may be typed before a text is checked.
PAUSE = 0.03
#: How many seconds after an edit verdicts are told, if what mends lines is not found by then.
SOON = 0.13
#: What a check may take, and any other question.
CHECK = Limits(seconds=60.0)
QUESTION = Limits(seconds=20.0)


_COMPLETION = types.CompletionOptions(trigger_characters=[" ", "[", ","])
_ACTIONS = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])


class Server(LanguageServer):
    """The server with what it knows of the open scripts."""

    def __init__(self) -> None:
        super().__init__("derive", __version__, protocol_cls=Protocol)
        self.scripts = Scripts()
        self.checks, self.questions = Desk(CHECK), Desk(QUESTION)
        self._tasks: set[asyncio.Task[None]] = set()

    def report_server_error(self, error: Exception, source: object) -> None:  # noqa: ARG002 - as the library calls it
        """Says it where nobody is disturbed: an editor would show it to its user."""
        print(f"derive lsp: passed over a message: {error}", file=sys.stderr)

    def warm(self) -> None:
        """Lets the workers check a script of ours before there is another one."""
        name = os.path.join(self.scripts.folder, "derive-warm.yaml")
        made = Script(Path(name).as_uri(), name, Known(Document(WRONG_LINE, ""), None))
        self._begin(self._warm(made))

    async def _warm(self, script: Script) -> None:
        given_up = script.known.given_up
        await self.checks.ask(self.job(script, "check", hasty=True), given_up)
        await self.questions.ask(self.job(script, "check"), given_up)

    def judge(self, script: Script) -> None:
        """Checks a script that was changed, and those that may rest on it."""
        self._judge(script)
        for other in self.scripts.leaning(script.uri):
            other.becomes(other.known.document, other.known.version)
            self._judge(other)

    def _judge(self, script: Script) -> None:
        self._begin(self._check(script, script.known))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self, script: Script, known: Known) -> None:
        if not script.is_script:
            known.checked.set()
            self.publish(script, [])
            return
        told_by = asyncio.get_running_loop().time() + SOON
        await asyncio.sleep(PAUSE)
        if known.given_up.is_set():
            return
        verdicts = self.job(script, "check", hasty=True)
        answer = await self.checks.ask(verdicts, known.given_up)
        if known.given_up.is_set():
            return
        known.report = _report(script, answer)
        if _may_be_mended(known.report):
            await self._mend(script, known, told_by)
            if known.given_up.is_set():
                return
        known.checked.set()
        self.publish(script, shown(script, known.report))

    async def _mend(self, script: Script, known: Known, told_by: float) -> None:
        """Waits for what mends the lines; verdicts are told before where that takes long.

        The other worker looks for it, so that the next text need not wait for it.
        """
        loop = asyncio.get_running_loop()
        whole = self.questions.ask(self.job(script, "check"), known.given_up)
        mended = asyncio.ensure_future(whole)
        await asyncio.wait({mended}, timeout=told_by - loop.time())
        if not mended.done() and known.report is not None:
            self.publish(script, shown(script, known.report))
        answer = await mended
        if isinstance(answer, Report):
            known.report = answer

    def job(self, script: Script, job: str, **told: object) -> dict[str, object]:
        """A job about a script, with its text and those of others as they are in the editor."""
        return {
            "job": job,
            "path": script.path,
            "text": script.text,
            "texts": self.scripts.others(script),
            "folder": self.scripts.folder,
            "folders": os.environ.get("DERIVE_PATH", ""),
            **told,
        }

    async def question(self, script: Script, job: str, **told: object) -> object:
        """The answer to a question about a script; nobody waits for it when the text changes."""
        return await self.questions.ask(self.job(script, job, **told), script.known.given_up)

    @property
    def versioned(self) -> bool:
        """Whether edits may say which version they are for."""
        workspace = self.client_capabilities.workspace
        edit = None if workspace is None else workspace.workspace_edit
        return bool(edit and edit.document_changes)

    def publish(self, script: Script, found: list[types.Diagnostic]) -> None:
        """Tells the editor what is wrong with a script."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(script.uri, found, script.known.version)
        )

    def close(self) -> None:
        """Ends the workers."""
        self.checks.close()
        self.questions.close()


def _may_be_mended(report: Report) -> bool:
    """Whether a hasty check has left edits to be found."""
    return any(step.verdict is Verdict.REFUTED for step in report.steps)


def _report(script: Script, answer: Report | Failure) -> Report:
    return unanswered(Path(script.path), answer) if isinstance(answer, Failure) else answer


def server() -> Server:
    """The server with all that it can do."""
    made = Server()
    made.protocol.ending = made.close  # type: ignore[attr-defined]
    made.feature(types.INITIALIZE)(_initialize)
    made.feature(types.INITIALIZED)(_initialized)
    made.feature(types.TEXT_DOCUMENT_DID_OPEN)(_opened)
    made.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    made.feature(types.TEXT_DOCUMENT_DID_SAVE)(_saved)
    made.feature(types.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    made.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    made.feature(types.TEXT_DOCUMENT_COMPLETION, _COMPLETION)(_completion)
    made.feature(types.TEXT_DOCUMENT_CODE_ACTION, _ACTIONS)(_actions)
    made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_elsewhere)
    return made


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    """Takes the folder that is open, and how the editor counts columns."""
    ls.scripts.encoding = str(
        getattr(ls.workspace.position_encoding, "value", ls.workspace.position_encoding)
    )
    folders = [folder.uri for folder in params.workspace_folders or ()]
    for uri in [*folders, params.root_uri]:
        path = to_fs_path(uri) if uri else None
        if path and os.path.isdir(path):
            ls.scripts.folder = path
            break
    ls.warm()


def _initialized(ls: Server, _: types.InitializedParams) -> None:
    """Asks to be told of files that change, as lemmas are read from them."""
    workspace = ls.client_capabilities.workspace
    watching = None if workspace is None else workspace.did_change_watched_files
    if watching is not None and watching.dynamic_registration:
        globs = [types.FileSystemWatcher(glob_pattern=f"**/*{suffix}") for suffix in SUFFIXES]
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions(globs)
        asked = types.Registration("scripts", method, options)
        ls.client_register_capability(types.RegistrationParams([asked]))


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.judge(ls.scripts.open(params.text_document))


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    script = ls.scripts.change(params)
    if script is not None:
        ls.judge(script)


def _saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """What rests on files that are not open may read one of them anew."""
    script = ls.scripts.get(params.text_document.uri)
    if script is not None and script.leans:
        script.becomes(script.known.document, script.known.version)
        ls.judge(script)


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    script = ls.scripts.close(params.text_document.uri)
    if script is not None:
        ls.publish(script, [])
        _elsewhere(ls, None)


async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    script = ls.scripts.get(params.text_document.uri)
    return None if script is None else await hovered(script, params.position, ls.question)


def _completion(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    script = ls.scripts.get(params.text_document.uri)
    return [] if script is None else completed(script, params.position)


async def _actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    script = ls.scripts.get(params.text_document.uri)
    return [] if script is None else await offered(script, params, ls.question, ls.versioned)


def _elsewhere(ls: Server, _: object) -> None:
    """A file was changed that is not open: what may rest on it is checked again."""
    for script in ls.scripts.leaning(""):
        script.becomes(script.known.document, script.known.version)
        ls._judge(script)


def serve() -> None:
    """Answers until the input ends; what anything else prints goes to the errors."""
    made, given = server(), Input(sys.stdin.buffer)
    logging.getLogger("pygls").addHandler(logging.NullHandler())  # it would print tracebacks
    logging.getLogger("pygls").propagate = False
    try:
        made.start_io(cast("BinaryIO", given), _own_output())
    finally:
        made.close()
    if given.refused:
        print(f"derive lsp: {given.refused}", file=sys.stderr)
    os._exit(1 if given.refused else 0)  # the thread of a question may still wait


def _own_output() -> BinaryIO:
    """The output for the protocol alone."""
    sys.stdout.flush()
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return messages
