-- Files that agents keep in an inbox. `upload_no` is the upload that brought the bytes; none until then.
-- `gone_at` is when a file is out of sight: a pending one after a day, any one when it expires.
CREATE TABLE files (
  file_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL REFERENCES inboxes,
  file_id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, -- as the client wrote it
  content_type TEXT NOT NULL,
  status TEXT NOT NULL,
  upload_no INTEGER,
  created_by TEXT NOT NULL, -- id of an API key
  expires_at INTEGER,
  gone_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX files_by_path ON files (inbox_no, path);
CREATE INDEX files_by_organization ON files (organization_no, size_bytes);
CREATE INDEX files_to_sweep ON files (gone_at) WHERE gone_at IS NOT NULL;

-- Bytes as they came: the blobs `<blob_id>-0`, `<blob_id>-1` and so on. `drop_at` is when an upload may be
-- deleted; none while a file owns it.
CREATE TABLE file_uploads (
  upload_no INTEGER PRIMARY KEY AUTOINCREMENT,
  blob_id TEXT NOT NULL,
  parts INTEGER NOT NULL,
  drop_at INTEGER
);
CREATE INDEX file_uploads_to_drop ON file_uploads (drop_at) WHERE drop_at IS NOT NULL;
