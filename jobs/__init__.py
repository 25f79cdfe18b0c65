"""The worker: claim, do, repeat."""
