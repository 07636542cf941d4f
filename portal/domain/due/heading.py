"""The answer at the top of the page."""

from portal.domain.due.values import Risk, Row


def heading(due: list[Row]) -> str:
    """The answer, for the top of the page."""
    pressing = sum(row.risk <= Risk.SOON for row in due)
    begun = sum(row.risk is Risk.UNDER_WAY for row in due)
    if pressing:
        due_now = f"{number_words(pressing)} {'thing is' if pressing == 1 else 'things are'} due"
        rest = len(due) - pressing
        return f"{due_now}, and {number_words(rest).lower()} more to take up" if rest else due_now
    if begun:
        what = "training is" if begun == 1 else "trainings are"
        return f"Nothing is late; {number_words(begun).lower()} {what} under way"
    if due:
        return "Nothing is late; here is what to take next"
    return "Nothing is due"


def number_words(count: int) -> str:
    """A small number as a word."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    return words[count] if count < len(words) else f"{count:,}"
