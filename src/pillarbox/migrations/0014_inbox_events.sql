-- Every label that came on or off a message, in the order in which it happened in its inbox. Rows outlive their
-- message. `hidden` holds the restricted labels that the message wore before or after.
CREATE TABLE inbox_events (
  event_no INTEGER PRIMARY KEY AUTOINCREMENT,
  inbox_no INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  label TEXT NOT NULL,
  added INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX inbox_events_by_inbox ON inbox_events (inbox_no, event_no);
