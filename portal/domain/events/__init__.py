"""Live sessions: seats and the wait list, presence and the rule for it, and what a session gives.

In code a live session is an event: “session” already means the database's and the browser's.
"""
