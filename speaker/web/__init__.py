"""The local speaker as a page, for this machine alone."""
