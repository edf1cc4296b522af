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

-- What was there before anything was counted. How many recipients old events had is not known: one each.
INSERT INTO metric_changes (organization_no, pod_no, inbox_no, event_type, recipients, messages, threads,
                            size_bytes, created_at)
SELECT organization_no, pod_no, inbox_no, event_type, recipients, messages, threads, size_bytes, created_at
FROM (
  SELECT organization_no, COALESCE(pod_no, 0) AS pod_no, COALESCE(inbox_no, 0) AS inbox_no, event_type,
         1 AS recipients, 0 AS messages, 0 AS threads, 0 AS size_bytes, created_at FROM events
  UNION ALL
  SELECT organization_no, pod_no, inbox_no, NULL, 0, 1, 0, size_bytes, created_at FROM messages
  UNION ALL
  SELECT organization_no, pod_no, inbox_no, NULL, 0, 0, 1, 0, created_at FROM threads
) AS before_counting
ORDER BY created_at;
