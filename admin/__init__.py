"""The staff view: deny by default, one file per staff task."""
