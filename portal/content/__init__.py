"""Files in: the only readers of curricula/ and regulations/."""
