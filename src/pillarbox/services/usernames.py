"""Names for inboxes nobody named."""

import secrets

# fmt: off
_ADJECTIVES = (
    "amber", "brave", "brisk", "calm", "clear", "clever", "coral", "crisp", "deft", "eager", "early",
    "fair", "fine", "fleet", "fresh", "gentle", "glad", "golden", "grand", "green", "happy", "honest",
    "humble", "ideal", "jolly", "keen", "kind", "lively", "lucid", "lucky", "mellow", "merry", "mild",
    "neat", "nimble", "noble", "open", "plain", "polite", "prime", "proud", "quick", "quiet", "rapid",
    "ready", "sharp", "silver", "smart", "solid", "steady", "still", "sunny", "sure", "swift", "tidy",
    "true", "vivid", "warm", "wise", "witty", "young",
)
_NOUNS = (
    "acorn", "anchor", "arrow", "aspen", "badger", "basin", "beacon", "birch", "bridge", "brook",
    "canyon", "cedar", "comet", "coral", "crane", "creek", "delta", "dune", "ember", "falcon", "fern",
    "field", "finch", "forest", "garden", "glade", "grove", "harbor", "hawk", "heron", "hill", "island",
    "ivy", "jetty", "lagoon", "lantern", "lark", "linden", "maple", "marsh", "meadow", "mesa", "moss",
    "oak", "orchard", "otter", "owl", "pebble", "pine", "pond", "poplar", "quartz", "raven", "reef",
    "ridge", "river", "robin", "sparrow", "spruce", "stone", "summit", "thistle", "tide", "valley",
    "violet", "wharf", "willow", "wren",
)
# fmt: on


def random_username() -> str:
    """An adjective, a noun and three digits: `calmotter482`."""
    return f"{secrets.choice(_ADJECTIVES)}{secrets.choice(_NOUNS)}{secrets.randbelow(900) + 100}"


def suggestions(taken: str) -> list[str]:
    """Usernames like `taken`, best first, of which some may be taken too."""
    stem = taken[:56]
    return [f"{stem}-{secrets.randbelow(9000) + 1000}" for _ in range(6)]
