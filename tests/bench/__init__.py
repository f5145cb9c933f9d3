"""What the product promises in figures, measured: `make bench`."""
