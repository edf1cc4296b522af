"""Reading mail in a process of its own, so that reading and storing take a core each."""
