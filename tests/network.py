"""Keeps the tests on this machine: no mail, no request, no name server elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest

HERE = {"127.0.0.1", "::1", "localhost"}


def only_here(connect: Callable[..., Any]) -> Callable[..., Any]:
    """A `socket.connect` that fails the test when it would reach another machine."""

    def connect_here(self: Any, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in HERE:
            pytest.fail(f"Tests reach nothing but this machine; this one wanted {address}.")
        return connect(self, address)

    return connect_here
