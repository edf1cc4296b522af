"""SMTP, and reading what comes over it, in a process of its own, so that storing has a core to itself."""
