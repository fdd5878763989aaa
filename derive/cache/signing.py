"""What this user's `derive` wrote is signed with a key that only this user can read."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

from derive.cache.folder import DistrustedError, read_own, settings_folder, write_own

#: How many bytes a key has, and how many its signatures.
_SIZE = 32
_NAME = "cache-key"
#: A key that is given in the environment has at least so many characters.
_LEAST = 16


def key() -> bytes:
    """The key of this user, which is made where there is none; or that in `$DERIVE_CACHE_KEY`.

    Raises `DistrustedError` where others may have written it or it is too short, and `OSError`.
    """
    given = os.environ.get("DERIVE_CACHE_KEY")
    if given:
        if len(given) < _LEAST:
            raise DistrustedError(f"$DERIVE_CACHE_KEY needs at least {_LEAST} characters")
        return blake2b(given.encode("utf-8", "surrogateescape"), digest_size=_SIZE).digest()
    file = settings_folder() / _NAME
    try:
        found = read_own(file, most=_SIZE)
    except DistrustedError as error:
        raise DistrustedError(f"{file}: {error}") from None
    return found if found is not None and len(found) == _SIZE else _made(file, found is not None)


def _made(file: Path, damaged: bool) -> bytes:
    """A new key; where another run makes one at the same time, that."""
    os.makedirs(file.parent, mode=0o700, exist_ok=True)
    if damaged:
        os.unlink(file)
    new = os.urandom(_SIZE)
    with suppress(FileExistsError):
        write_own(file, new, new=True)
        return new
    found = read_own(file, most=_SIZE)
    if found is None or len(found) != _SIZE:
        raise DistrustedError(f"{file}: it is no key")
    return found


def signed(name: str, body: bytes, secret: bytes) -> bytes:
    """An entry: a line with the signature of its name and body, and the body."""
    return _signature(name, body, secret) + b"\n" + body


def body_of(name: str, data: bytes, secret: bytes) -> bytes:
    """The body of an entry.  Raises `DistrustedError` where the signature is another."""
    signature, _, body = data.partition(b"\n")
    if not compare_digest(signature, _signature(name, body, secret)):
        raise DistrustedError("it was not written with this user's key")
    return body


def _signature(name: str, body: bytes, secret: bytes) -> bytes:
    made = blake2b(name.encode() + b"\0" + body, key=secret, digest_size=_SIZE)
    return made.hexdigest().encode()
