"""Cleaned working copies of evidence files: one module a family, all of it run in a child process."""
