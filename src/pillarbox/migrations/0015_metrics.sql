-- What is counted over time. A number of a pod or an inbox is 0 where a row speaks of something wider.

-- What happened since totals were last rolled up: one narrow row with each event, or with mail that goes.
CREATE TABLE metric_changes (
  change_no INTEGER PRIMARY KEY,
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL,
  event_type TEXT, -- none: only what is stored changed
  recipients INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

-- Running totals: what had been counted in an organization, pod or inbox up to and including `at`. What
-- happened in any span of time is the difference of two rows, each found by the key.
CREATE TABLE event_totals (
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL,
  event_type TEXT NOT NULL,
  at INTEGER NOT NULL,
  events INTEGER NOT NULL,
  recipients INTEGER NOT NULL,
  PRIMARY KEY (organization_no, pod_no, inbox_no, event_type, at)
) WITHOUT ROWID;

CREATE TABLE usage_totals (
  organization_no INTEGER NOT NULL,
  pod_no INTEGER NOT NULL,
  inbox_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (organization_no, pod_no, inbox_no, at)
) WITHOUT ROWID;

-- What was stored before anything was counted.
INSERT INTO metric_changes (organization_no, pod_no, inbox_no, recipients, messages, threads, size_bytes,
                            created_at)
SELECT organization_no, pod_no, inbox_no, 0, sum(message_count), count(*), sum(size_bytes),
       (SELECT max(updated_at) FROM threads)
FROM threads GROUP BY organization_no, pod_no, inbox_no;
