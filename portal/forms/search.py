"""What somebody looks for."""

from wtforms import Form, SearchField


class SearchForm(Form):
    """One box."""

    q = SearchField("Search for")
