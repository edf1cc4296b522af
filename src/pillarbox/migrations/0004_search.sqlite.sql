-- `lexemes` is a set of words made by `domain/search.py`, which names scope, thread and field in each of them.
-- Neither their order nor their number is kept. Row numbers begin with the inbox and fall as mail comes in: the
-- mail of one inbox stands together, the newest first.
CREATE VIRTUAL TABLE message_search USING fts5(
  lexemes, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 8);
INSERT INTO message_search (message_search, rank) VALUES ('pgsz', 1000);
