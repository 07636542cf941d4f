"""The mobile crisis training portal. No imports here, so that the domain loads without Flask."""
