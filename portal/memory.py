"""How often Python looks for what nobody needs any more, in a process that serves or works.

Python looks after every 700 new objects, and now and then through all there are: the curricula,
the rules, and the libraries, which stay as long as the process. Long tables and lists make many
thousands of objects, and half of their time went into looking. What no cycle holds is freed at
once in any case.
"""

import gc

NEW, YOUNG, OLD = 50_000, 10, 10
"""After so many new objects; and how many rounds of each go into one of the next."""


def look_less() -> None:
    """Look less often, and leave alone what is there by now: called once a process has begun."""
    gc.set_threshold(NEW, YOUNG, OLD)
    gc.collect()
    gc.freeze()
