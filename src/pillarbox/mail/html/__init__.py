"""HTML bodies: their cost before a tree is built, their tags, their words."""
