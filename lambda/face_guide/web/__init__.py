"""The HTTPS endpoint: the Flask service, who may ask it, its server. Not on Lambda."""
