"""Measures speed and memory of a real server, side by side with other mail servers: `python -m bench`."""
