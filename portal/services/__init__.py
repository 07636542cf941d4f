"""Use cases: plain functions, one file per feature; they flush and never commit."""
