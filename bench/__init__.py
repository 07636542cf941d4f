"""Measures the portal's hot pages beside floors: the least that Flask and SQLAlchemy can do.

Run it with ./dev bench; --quick takes a minute. It writes docs/benchmarks.md.
"""
