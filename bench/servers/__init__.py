"""Mail servers under measurement: each says what it needs and how it is run in a directory of its own."""
