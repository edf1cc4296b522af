"""What the server starts processes for under load, so that the parts of its work take a core each."""
