"""The protocol where messages come as they must not: too early, too late, unreadable.

Each request is answered, if only by an error; what is no request is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcMethodNotFound
from pygls.protocol import LanguageServerProtocol, lsp_method

#: What may come before a server was told who its client is.
_FIRST = frozenset({types.INITIALIZE, types.EXIT})


class Protocol(LanguageServerProtocol):
    """The protocol; open texts are kept by the server, and not by the library."""

    #: Called when the server has to end.
    ending: Callable[[], None] = staticmethod(lambda: None)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message from its data; a request that cannot be read is answered."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                known = str(data["method"]) in types.METHOD_TO_TYPES
                told = error if known else JsonRpcMethodNotFound.of(data["method"])
                self._send_response(data["id"], error=told.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Delegates a message, unless it comes before the start or after the end."""
        method = getattr(message, "method", None)
        if method is not None and method not in _FIRST:
            if self._shutdown:
                self._refuse(message, types.ErrorCodes.InvalidRequest, "the server was shut down")
                return
            if self._workspace is None:
                code = types.ErrorCodes.ServerNotInitialized
                self._refuse(message, code, "the server was not initialized")
                return
        if method == types.INITIALIZE and self._workspace is not None:
            self._refuse(message, types.ErrorCodes.InvalidRequest, "the server was initialized")
            return
        super().handle_message(message)

    def _refuse(self, message: Any, code: types.ErrorCodes, why: str) -> None:
        if (asked := getattr(message, "id", None)) is not None:
            self._send_response(asked, error=types.ResponseError(code.value, why))

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """Ends at once: the thread that reads would wait for the end of its input."""
        self.ending()
        os._exit(0 if self._shutdown else 1)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        """Hands it to the server."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        """Hands it to the server."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        """Hands it to the server."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None
