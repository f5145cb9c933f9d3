"""A hospital that does not exist, to try the product with and to measure it."""
