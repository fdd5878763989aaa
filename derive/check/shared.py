"""Domains that are alike as one: what was found out of one is known of all.

Points of a domain are found once and kept with it, and where there are none the search is long.
"""

from __future__ import annotations

from functools import lru_cache

from derive.prover.domains import Domain


@lru_cache(maxsize=256)
def shared(domain: Domain) -> Domain:
    """A domain that is equal to it, always the same as long as it is remembered."""
    return domain
