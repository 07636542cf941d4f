"""The derivation of a verdict in sentences, check by check, and what to do next."""
