"""The tests, filed at the same address as their subjects; see tests/README.md."""
