-- Tenants and their keys. Numbers (…_no) are internal and small; ids are what the wire shows.
-- A number is never given twice, since links, jobs and readers of the log hold on to numbers of rows long gone.
-- Times are milliseconds since the epoch, UTC; JSON is text.

CREATE TABLE organizations (
  organization_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE pods (
  pod_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  client_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX pods_by_age ON pods (organization_no, created_at, pod_no);
CREATE UNIQUE INDEX pods_by_client_id ON pods (organization_no, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE inboxes (
  inbox_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER NOT NULL REFERENCES pods,
  organization_id TEXT NOT NULL, -- repeated here, as pod_id is, so that reading mail needs one join less
  pod_id TEXT NOT NULL,
  inbox_id TEXT NOT NULL UNIQUE,
  display_name TEXT,
  client_id TEXT,
  status TEXT NOT NULL,
  metadata TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX inboxes_by_age ON inboxes (organization_no, created_at, inbox_no);
CREATE INDEX inboxes_by_pod ON inboxes (pod_no, created_at, inbox_no);
CREATE UNIQUE INDEX inboxes_by_client_id ON inboxes (organization_no, client_id) WHERE client_id IS NOT NULL;

-- Every word of an inbox's address and display name, so that a search can look up prefixes.
CREATE TABLE inbox_words (
  organization_no INTEGER NOT NULL,
  word TEXT NOT NULL,
  inbox_no INTEGER NOT NULL REFERENCES inboxes,
  PRIMARY KEY (organization_no, word, inbox_no)
) WITHOUT ROWID;
CREATE INDEX inbox_words_by_inbox ON inbox_words (inbox_no);

CREATE TABLE api_keys (
  api_key_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER REFERENCES pods,
  inbox_no INTEGER REFERENCES inboxes,
  api_key_id TEXT NOT NULL UNIQUE,
  digest BLOB NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  name TEXT NOT NULL,
  permissions TEXT,
  expires_at INTEGER,
  used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX api_keys_by_age ON api_keys (organization_no, created_at, api_key_no);
CREATE INDEX api_keys_by_inbox ON api_keys (inbox_no) WHERE inbox_no IS NOT NULL;
CREATE INDEX api_keys_by_pod ON api_keys (pod_no) WHERE pod_no IS NOT NULL;
