-- Allow and block lists of organizations, pods and inboxes. The narrower numbers are 0 where a list is wider,
-- so that one entry stands once in one list.
CREATE TABLE list_entries (
  entry_no INTEGER PRIMARY KEY,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL,
  direction TEXT NOT NULL,
  list_type TEXT NOT NULL,
  entry TEXT NOT NULL,
  reason TEXT,
  read_only INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX list_entries_by_entry
  ON list_entries (organization_no, pod_no, inbox_no, direction, list_type, entry);
CREATE INDEX list_entries_by_inbox ON list_entries (inbox_no) WHERE inbox_no <> 0;
