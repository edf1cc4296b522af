-- Mail as it is filed. A mail for three inboxes is three messages that share one blob.

CREATE TABLE threads (
  thread_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL REFERENCES inboxes,
  thread_id TEXT NOT NULL UNIQUE,
  labels TEXT NOT NULL,
  combinations INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  received_timestamp INTEGER,
  sent_timestamp INTEGER,
  senders TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT,
  preview TEXT,
  last_message_id TEXT NOT NULL,
  message_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  attachments TEXT NOT NULL,
  folded_senders TEXT NOT NULL,
  folded_recipients TEXT NOT NULL,
  folded_subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
-- The last column lets a page skip hidden threads without reading them.
CREATE INDEX threads_by_organization ON threads (organization_no, timestamp, thread_no, combinations);
CREATE INDEX threads_by_pod ON threads (pod_no, timestamp, thread_no, combinations);
CREATE INDEX threads_by_inbox ON threads (inbox_no, timestamp, thread_no, combinations);

CREATE TABLE messages (
  message_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL REFERENCES inboxes,
  thread_no INTEGER NOT NULL REFERENCES threads,
  message_id TEXT NOT NULL,
  labels TEXT NOT NULL,
  hidden INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipients_to TEXT NOT NULL,
  recipients_cc TEXT NOT NULL,
  recipients_bcc TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  subject TEXT,
  preview TEXT,
  in_reply_to TEXT,
  reference_ids TEXT NOT NULL,
  headers TEXT NOT NULL,
  attachments TEXT NOT NULL,
  extraction TEXT,
  verification TEXT,
  engine_version INTEGER, -- of the extraction; none for mail sent here, whose new words are known
  size_bytes INTEGER NOT NULL,
  blob_id TEXT NOT NULL,
  folded_sender TEXT NOT NULL,
  folded_recipients TEXT NOT NULL,
  folded_subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX messages_by_id ON messages (inbox_no, message_id);
CREATE INDEX messages_by_inbox ON messages (inbox_no, timestamp, message_no, hidden);
CREATE INDEX messages_by_thread ON messages (thread_no, timestamp, message_no, hidden);
CREATE INDEX messages_by_blob ON messages (blob_id);

-- Bodies stand apart so that lists read small rows. `data` is a JSON object, compressed when that pays.
CREATE TABLE message_bodies (
  message_no INTEGER PRIMARY KEY REFERENCES messages,
  compressed INTEGER NOT NULL,
  data BLOB NOT NULL
);

CREATE TABLE message_labels (
  inbox_no INTEGER NOT NULL,
  label TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  message_no INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (inbox_no, label, timestamp, message_no)
) WITHOUT ROWID;
