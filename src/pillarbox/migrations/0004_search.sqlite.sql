-- `lexemes` is a set of words made by `domain/search.py`, which names scope, thread and field in each of them.
-- Neither their order nor their number is kept. Row numbers begin with the number of the inbox, so that the
-- mail of one inbox stands together.
CREATE VIRTUAL TABLE message_search USING fts5(
  lexemes, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 8);
INSERT INTO message_search (message_search, rank) VALUES ('pgsz', 1000);
