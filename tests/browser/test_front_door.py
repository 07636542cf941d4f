"""What somebody meets who is not signed in."""

import pytest


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_sign_in_page_is_open_to_everybody(request, screen, assert_accessible):
    page = request.getfixturevalue(screen)
    page.goto("/sign-in")
    assert page.get_by_role("heading", level=1).count() == 1
    assert_accessible(page)


def test_it_works_without_scripts(open_page):
    page = open_page({"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/sign-in")
    assert page.get_by_role("button", name="Sign in").is_visible()
