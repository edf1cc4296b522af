"""Writing mail: the values of a send, checked strictly, become the raw bytes that go out."""
