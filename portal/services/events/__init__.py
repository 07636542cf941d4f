"""Live sessions: making them, registering, who was there, and what that gives."""
