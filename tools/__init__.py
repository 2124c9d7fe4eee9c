"""Tools of the workshop: they build and check what the skill ships, and are never shipped themselves."""
