CREATE TABLE message_search (
  message_no BIGINT PRIMARY KEY,
  organization_no BIGINT NOT NULL,
  pod_no BIGINT NOT NULL,
  inbox_no BIGINT NOT NULL,
  words TSVECTOR NOT NULL
);
CREATE INDEX message_search_words ON message_search USING GIN (words);
CREATE INDEX message_search_by_inbox ON message_search (inbox_no);
