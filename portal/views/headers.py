"""What goes with every response: security headers, and addresses of static files that may be
kept for ever because they change with the file."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)


def policy(frames: str = "") -> str:
    """What a page may load: our own files, and where it says so a frame of one other place."""
    rules = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .media_src("'self'")
        .connect_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return (rules.frame_src(frames) if frames else rules).header_value


def init_app(app: Flask) -> None:
    """Add the headers to responses, and the digest to addresses of static files."""
    https = app.config["SETTINGS"].public_url.startswith("https:")
    headers = dict(
        Secure(
            referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
            xcto=XContentTypeOptions(),
            coop=CrossOriginOpenerPolicy().same_origin(),
            hsts=StrictTransportSecurity().max_age(31_536_000) if https else None,
        ).headers
    )
    headers["Content-Security-Policy"] = policy()
    digests: dict[str, str] = {}
    static = Path(app.static_folder or "")

    @app.after_request
    def _add_headers(response: Response) -> Response:
        given = {name.lower() for name, _ in response.headers}
        if "x-accel-redirect" in given:
            return response  # nginx answers, and passes none of these on
        for name, value in headers.items():
            if name.lower() not in given:  # a view may be stricter
                response.headers.add(name, value)
        if request.endpoint != "static" and "cache-control" not in given:
            # What a signed-in person saw must not be shown from a cache after signing out.
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.url_defaults
    def _add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static" or "v" in values:
            return
        name = values["filename"]
        if name not in digests or app.debug:
            content = (static / name).read_bytes()
            digests[name] = hashlib.sha256(content).hexdigest()[:10]
        values["v"] = digests[name]

    made: list[str] = []

    @app.template_global()
    def head_links() -> str:
        """The stylesheets and scripts of every page: made once per process, for it is slow."""
        if app.debug or not made:
            made[:] = [render_template("layouts/_links.html")]
        return made[0]
