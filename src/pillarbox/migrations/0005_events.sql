-- What happened, in the order in which it became true. Written with the mail it speaks of.
-- `payload` lacks the bodies of `message_no`; readers join them.
CREATE TABLE events (
  event_no INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  organization_no INTEGER NOT NULL,
  pod_no INTEGER,
  inbox_no INTEGER,
  event_type TEXT NOT NULL,
  message_no INTEGER,
  payload BLOB NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX events_by_message ON events (message_no) WHERE message_no IS NOT NULL;

-- Everything that waits. A row is free when `due_at` has passed; a claim moves `due_at` to the lease's end.
CREATE TABLE jobs (
  job_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  payload TEXT NOT NULL,
  last_error TEXT,
  created_at INTEGER NOT NULL
);
CREATE INDEX jobs_by_due ON jobs (lane, due_at, job_no);

-- The answer to a send that carried an Idempotency-Key, kept for a day.
CREATE TABLE idempotency_keys (
  organization_no INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  message_id TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organization_no, idempotency_key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Mail for outside addresses, kept here in capture mode instead of being sent.
CREATE TABLE world_messages (
  world_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  return_path TEXT NOT NULL,
  inbox_no INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  blob_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT,
  text TEXT,
  html TEXT,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX world_messages_by_age ON world_messages (organization_no, created_at, world_no);
CREATE INDEX world_messages_by_recipient ON world_messages (organization_no, recipient, created_at, world_no);
CREATE INDEX world_messages_by_blob ON world_messages (blob_id);
