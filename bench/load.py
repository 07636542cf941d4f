"""Sends requests from several clients at once, each over one kept connection.

Run as `python -m bench.load PORT CLIENTS`. It reads jobs, one JSON line each, and answers each with
a line. All jobs use the same connections, so an uneven spread of connections over the server's
workers is the same for a page and for its floors.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from typing import Any

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def as_bytes(request: dict[str, str]) -> bytes:
    """The request as it is sent."""
    body = request.get("body", "").encode()
    lines = [f"{request['method']} {request['path']} HTTP/1.1", "Host: 127.0.0.1"]
    if "cookie" in request:
        lines.append(f"Cookie: {request['cookie']}")
    if body:
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _ask(connection: Connection, request: bytes) -> tuple[int, int]:
    """Send one request; returns status and length of the body."""
    reader, writer = connection
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    if length:
        await reader.readexactly(length)
    return int(head[9:12]), length


async def _client(
    connection: Connection, requests: list[bytes], deadline: float
) -> list[tuple[float, int, int]]:
    answers = []
    for request in requests:
        begun = time.perf_counter()
        if begun > deadline:
            break
        status, length = await _ask(connection, request)
        answers.append((time.perf_counter() - begun, status, length))
    return answers


async def _run(connections: list[Connection], job: dict[str, Any]) -> dict[str, Any]:
    requests = [as_bytes(request) for request in job["requests"]]
    clients = len(connections)
    begun = time.perf_counter()
    parts = await asyncio.gather(
        *(
            _client(connection, requests[number::clients], begun + job["seconds"])
            for number, connection in enumerate(connections)
        )
    )
    answers = [answer for part in parts for answer in part]
    return {
        "seconds": time.perf_counter() - begun,
        "latencies": [answer[0] for answer in answers],
        "statuses": Counter(answer[1] for answer in answers),
        "bytes": max(answer[2] for answer in answers),
    }


async def _main(port: int, clients: int) -> None:
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    for line in sys.stdin:
        answer = await _run(connections, json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for _, writer in connections:
        writer.close()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
