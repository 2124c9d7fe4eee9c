"""The HTTP edge: the Flask service, who may ask it, and its server. Not on Lambda."""
