"""The content types: one module each, listed in `registry`."""
