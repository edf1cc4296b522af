-- Mail that is written but not sent. `job_no` is the job that sends a scheduled one; `sending_until` is the
-- lease of whoever is sending it now. The bodies stand last: lists do not read as far.
CREATE TABLE drafts (
  draft_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL REFERENCES inboxes,
  draft_id TEXT NOT NULL UNIQUE,
  client_id TEXT,
  labels TEXT NOT NULL,
  recipients_to TEXT NOT NULL,
  recipients_cc TEXT NOT NULL,
  recipients_bcc TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  subject TEXT,
  preview TEXT,
  attachments TEXT NOT NULL,
  in_reply_to TEXT,
  forward_of TEXT,
  reference_ids TEXT NOT NULL,
  send_status TEXT,
  send_at INTEGER,
  sending_until INTEGER,
  job_no INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  text TEXT,
  html TEXT
);
CREATE INDEX drafts_by_organization ON drafts (organization_no, updated_at, draft_no);
CREATE INDEX drafts_by_pod ON drafts (pod_no, updated_at, draft_no);
CREATE INDEX drafts_by_inbox ON drafts (inbox_no, updated_at, draft_no);
CREATE UNIQUE INDEX drafts_by_client_id ON drafts (organization_no, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE draft_labels (
  draft_no INTEGER NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (draft_no, label)
) WITHOUT ROWID;
