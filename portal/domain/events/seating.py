"""Who has a seat and who waits: derived from the registrations in their order, and the seats."""

from collections.abc import Sequence


def places(order: Sequence[int], seats: int) -> dict[int, int]:
    """For each registration its place on the wait list, from 1; 0 for who has a seat.

    `order` holds the registrations that stand, in the order in which they came.
    """
    return {
        registration: max(0, number - max(seats, 0))
        for number, registration in enumerate(order, start=1)
    }


def seated(order: Sequence[int], seats: int) -> list[int]:
    """The registrations that have a seat."""
    return list(order[: max(seats, 0)])


def moved_up(
    before: Sequence[int], seats_before: int, after: Sequence[int], seats_after: int
) -> list[int]:
    """Who waited before a change and has a seat after it, in their order."""
    waited = set(before) - set(seated(before, seats_before))
    return [each for each in seated(after, seats_after) if each in waited]


def is_full(order: Sequence[int], seats: int, waiting: int) -> bool:
    """Whether neither a seat nor a place on the wait list is left."""
    return len(order) >= max(seats, 0) + max(waiting, 0)
