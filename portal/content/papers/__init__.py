"""Documents that people hand in, as pictures of their pages and as text.

A browser gets only pictures that were drawn here, so nothing in a document runs anywhere: no
script, no link, no form, no hidden page. It is read in a process of its own, with little memory and
time, because what was handed in may be made to harm whoever reads it.
"""

from portal.content.papers.reading import PAGES, Paper, known, picture, read

__all__ = ["PAGES", "Paper", "known", "picture", "read"]
