"""Tables, one file per feature."""
