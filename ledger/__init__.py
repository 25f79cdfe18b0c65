"""Every interaction as evidence that cannot be changed quietly."""
