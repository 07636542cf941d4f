"""Which names are the same, which are near, and which are not."""

import pytest

from portal.domain.imports.names import Index, close, key, parts, turned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Flores", "FLORES, Ana"),
        ("José Núñez", "Jose Nunez"),
        ("Ana M. Flores", "Ana Flores"),
        ("Ana Flores, LCSW", "Ana Flores"),
        ("Dr. Ben O’Neil Jr.", "Ben O'Neil"),
        ("Mary-Ann Lee", "Mary Ann Lee"),
        ("Łukasz Øystein Berg", "Lukasz Oystein Berg"),
        ("Đặng Thị Hồng", "Dang Thi Hong"),
    ],
)
def test_the_same_name_in_other_words(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Ana Flores", "Anna Flores", True),
        ("Daniel Kim", "Dan Kim", True),
        ("Jonathan Lee", "Jonahtan Lee", True),
        ("Ben Okafor", "Ben Okafur", True),
        ("Ana Flores", "Ana Diaz", False),
        ("Ana Flores", "Eva Flores", False),
        ("Jon Lee", "Tom Lee", False),
        ("Madonna", "Madonna Lee", False),
    ],
)
def test_near_names(one, other, near):
    assert Index([(1, one)]).like(other) == ([1] if near else [])
    assert Index([(1, other)]).like(one) == ([1] if near else [])


def test_the_same_comes_before_the_near():
    index = Index([(1, "Anna Flores"), (2, "Ana Flores"), (3, "Flores Ana"), (4, "Zed Kim")])
    assert index.like("ana flores") == [2, 3, 1]
    assert index.same("ana flores") == [2, 3]
    assert index.like("") == []


def test_a_turned_name():
    assert turned("Flores, Ana Maria") == "Ana Maria Flores"
    assert turned("Ana Flores") == "Ana Flores"
    assert turned("Flores,") == "Flores,"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Flores, Ana Jr", "Ana Flores Jr"),
        ("Flores, Ana M. III", "Ana M. Flores III"),
        ("Flores, Ana, Jr.", "Ana Flores Jr."),
        ("Flores, Jr., Ana", "Ana Flores Jr."),
        ("Flores Jr., Ana", "Ana Flores Jr."),
        ("Flores, Ana, LCSW", "Ana Flores, LCSW"),
        ("Flores, Ana Jr., Psy.D.", "Ana Flores Jr., Psy.D."),
        ("Nguyen, Ma", "Ma Nguyen"),  # what only looks like a degree is the first name
        ("Nguyen, Thi Ma", "Thi Ma Nguyen"),
        ("Nguyen, Jr.", "Jr. Nguyen"),
    ],
)
def test_what_stands_behind_a_name_stays_behind_it(written, name):
    """A certificate shows the name as it is taken in."""
    assert turned(written) == name


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        ("Ana Flores-Diaz", True),
        ("Ana Diaz", True),
        ("A. Flores", True),
        ("Flores Ana", True),
        ("Ben Flores", False),
        ("Ben Okafor", False),
        ("李", False),
        ("", False),
    ],
)
def test_names_that_may_have_one_address(other, fits):
    assert close("Ana Flores", other) is fits


def test_names_in_other_letters_have_parts():
    assert parts("李 小龙") == ("李", "小龙")
    assert key("Олена Ткач") == key("ткач олена")
