"""Reading the text of attachments, each file in a process of its own with bounded memory and time."""
