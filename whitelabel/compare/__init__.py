"""Two states of one bundle: what of its files, values and rights differs."""
