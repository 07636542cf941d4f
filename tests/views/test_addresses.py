"""Addresses of many pages are those that Flask gives one by one."""

from flask import url_for

from portal.views.addresses import addresses


def test_the_parts_come_to_their_places(app):
    with app.test_request_context():
        team = addresses("readiness.team", "team", as_of="2026-01-31")
        assert team(7) == url_for("readiness.team", team=7, as_of="2026-01-31")
        hour = addresses("readiness.hour", "area", "at")
        at = "2026-01-31t08-00z"
        assert hour(12, at) == url_for("readiness.hour", area=12, at=at)
        people = addresses("readiness.people", "requirement", county="06019", show="expired")
        asked = {"county": "06019", "requirement": "crisis-training", "show": "expired"}
        assert people("crisis-training") == url_for("readiness.people", **asked)
