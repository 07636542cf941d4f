"""What runs without a visitor."""
