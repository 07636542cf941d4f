"""Recordings and what belongs to them: where they are kept, what they are, their captions."""
