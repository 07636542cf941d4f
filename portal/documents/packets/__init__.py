"""The auditor's packet as a file: one HTML document, signed, readable and checked without us.

`python -m portal.documents.packets verify FILE --key KEYS.json` checks one. For that it needs
neither the database nor the web, so nothing is imported here.
"""
