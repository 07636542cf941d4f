"""No test leaves this machine."""

import socket

import pytest


def test_another_machine_is_out_of_reach():
    with socket.socket() as here, pytest.raises(pytest.fail.Exception, match="this machine"):
        here.connect(("192.0.2.1", 25))


def test_this_machine_is_not():
    with socket.socket() as server, socket.socket() as here:
        server.bind(("127.0.0.1", 0))
        server.listen()
        here.connect(server.getsockname())
