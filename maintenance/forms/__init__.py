"""Forms check what people typed; the actions decide what is allowed."""
