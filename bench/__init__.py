"""Measurements, side by side in one run, printed as ratios. Run them all with ``make bench``."""
