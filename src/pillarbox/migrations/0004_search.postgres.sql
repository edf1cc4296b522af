-- `lexemes` is a set of words made by `domain/search.py`, which names scope, thread and field in each of them.
CREATE TABLE message_search (
  message_no BIGINT PRIMARY KEY,
  organization_no BIGINT NOT NULL,
  lexemes TSVECTOR NOT NULL
);
CREATE INDEX message_search_lexemes ON message_search USING GIN (lexemes);
