-- What could be read of the attachments of a message, for search and for `text_url`; UTF-8, packed with zstd.
CREATE TABLE attachment_texts (
  message_no BIGINT NOT NULL,
  attachment_id TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (message_no, attachment_id)
);
