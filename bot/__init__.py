"""LINE, and nothing but LINE."""
