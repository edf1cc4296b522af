"""The schema's history as numbered SQL files; `pillarbox.backends.migrate` reads and applies them."""
