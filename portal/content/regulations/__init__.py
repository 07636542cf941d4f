"""Reading the law as data: portal/regulations → the rulebook."""

from portal.content.regulations.rulebook import check, read_rulebook

__all__ = ["check", "read_rulebook"]
