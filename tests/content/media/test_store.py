"""A folder and a bucket: the same port, and a part of a file costs no reading of what is before.

The bucket is a stand-in that speaks what is needed of S3 over HTTP, so that obstore is what runs
here. moto's server would bring botocore and a dozen further packages for the same four verbs.
"""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from portal.content.media.store import Bucket, Folder, key, open_store

NAME = "ab" + "0" * 62
BIG = 12 * 1024 * 1024
"""Bytes; obstore sends so much in parts."""


class _S3(BaseHTTPRequestHandler):
    """Objects by path, in memory; each upload in parts is put together when it is complete."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        """Nothing."""

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def _asked(self):
        parts = urlsplit(self.path)
        return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True)

    def _body(self):
        size = int(self.headers.get("Content-Length", 0))
        return self.rfile.read(size)

    def do_PUT(self):
        path, query = self._asked
        if "partNumber" in query:
            self.server.parts[query["uploadId"][0], int(query["partNumber"][0])] = self._body()
        else:
            self.server.files[path] = self._body()
        self._answer(200, ETag='"x"')

    def do_POST(self):
        path, query = self._asked
        self._body()
        if "uploads" in query:
            body = f"<R><Bucket>b</Bucket><Key>{path}</Key><UploadId>{path}</UploadId></R>"
            self._answer(200, body.replace("R>", "InitiateMultipartUploadResult>").encode())
            return
        parts = sorted(each for each in self.server.parts if each[0] == query["uploadId"][0])
        self.server.files[path] = b"".join(self.server.parts.pop(each) for each in parts)
        self.server.sent_in_parts[path] = len(parts)
        name = "CompleteMultipartUploadResult"
        self._answer(200, f'<{name}><ETag>"x"</ETag></{name}>'.encode())

    def do_GET(self):
        path, _ = self._asked
        known = self.server.files.get(path)
        always = {"ETag": '"x"', "Last_Modified": "Mon, 02 Mar 2026 20:00:00 GMT"}
        if known is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if wanted is None:
            self._answer(200, known if self.command == "GET" else b"", length=len(known), **always)
            return
        first, last = (int(each) for each in wanted.groups())
        part = known[first : last + 1]
        self.server.read += len(part)
        said = f"bytes {first}-{last}/{len(known)}"
        self._answer(206, part, Content_Range=said, **always)

    def do_HEAD(self):
        self.do_GET()


@pytest.fixture
def s3(monkeypatch):
    """The stand-in, and the environment that leads there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _S3)
    server.files, server.parts, server.sent_in_parts, server.read = {}, {}, {}, 0
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-west-1",
        "AWS_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    """Each store, empty."""
    staging = tmp_path / "staging"
    staging.mkdir()
    if request.param == "folder":
        return open_store(str(tmp_path / "media"), staging)
    request.getfixturevalue("s3")
    return open_store("s3://recordings/of/teams", staging)


def test_each_address_opens_its_own(tmp_path, s3):
    assert isinstance(open_store(str(tmp_path), tmp_path), Folder)
    assert isinstance(open_store("s3://recordings/of/teams", tmp_path), Bucket)


def test_what_is_kept_is_read_whole_and_in_parts(store):
    content = bytes(range(256)) * 4096
    file = store.staging / "a.part"
    file.write_bytes(content)
    store.keep(NAME, file)
    assert not file.exists()
    assert (store.has(NAME), store.size(NAME)) == (True, len(content))
    assert store.read(NAME, 1000, 24) == content[1000:1024]
    assert store.read(NAME, len(content) - 1, 1) == content[-1:]
    blocks = list(store.stream(NAME))
    assert b"".join(blocks) == content
    assert len(blocks) > 1, "it was in memory as a whole"
    file.write_bytes(content)
    store.keep(NAME, file)
    assert (store.size(NAME), file.exists()) == (len(content), False)


def test_something_small_is_put_and_put_again(store):
    store.put(NAME, b"a picture")
    store.put(NAME, b"a picture")
    assert store.read(NAME, 2, 7) == b"picture"


def test_what_is_not_there_is_said_before_anything_is_sent(store):
    assert not store.has(NAME)
    for ask in (
        lambda: store.size(NAME),
        lambda: store.read(NAME, 0, 1),
        lambda: store.stream(NAME),
    ):
        with pytest.raises(FileNotFoundError):
            ask()


def test_a_large_recording_goes_into_a_bucket_in_parts_and_comes_by_ranges(s3, tmp_path):
    store = open_store("s3://recordings/of/teams", tmp_path)
    content = bytes(1024) * (BIG // 1024) + b"the end"
    file = tmp_path / "a.part"
    file.write_bytes(content)
    store.keep(NAME, file)
    path = f"/recordings/of/teams/{key(NAME)}"
    assert s3.files[path] == content
    assert s3.sent_in_parts[path] > 1, "it was in memory as a whole"
    assert store.read(NAME, BIG, 7) == b"the end"
    assert s3.read == 7, "it read what stands before"
    assert store.path(NAME) is None
