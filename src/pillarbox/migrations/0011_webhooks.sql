-- Who wants to be told of events: at a URL, or when they come and ask with a token.
CREATE TABLE webhooks (
  webhook_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER REFERENCES pods,
  inbox_no INTEGER REFERENCES inboxes,
  webhook_id TEXT NOT NULL UNIQUE,
  polling INTEGER NOT NULL,
  client_id TEXT,
  event_types TEXT, -- JSON; none: those a subscription hears by default
  token_digest BLOB, -- of a polling webhook
  url TEXT,
  secret TEXT,
  previous_secret TEXT,
  previous_secret_until INTEGER,
  headers TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  failing_since INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX webhooks_by_age ON webhooks (organization_no, polling, created_at, webhook_no);
CREATE INDEX webhooks_by_pod ON webhooks (pod_no) WHERE pod_no IS NOT NULL;
CREATE INDEX webhooks_by_inbox ON webhooks (inbox_no) WHERE inbox_no IS NOT NULL;
CREATE UNIQUE INDEX webhooks_by_client_id ON webhooks (organization_no, polling, client_id)
  WHERE client_id IS NOT NULL;

-- What a webhook listens to, so that an event finds its webhooks with three look-ups.
-- `level` is 'organization', 'pod' or 'inbox', `target_no` the number of that thing.
CREATE TABLE webhook_channels (
  level TEXT NOT NULL,
  target_no INTEGER NOT NULL,
  webhook_no INTEGER NOT NULL REFERENCES webhooks,
  PRIMARY KEY (level, target_no, webhook_no)
) WITHOUT ROWID;
CREATE INDEX webhook_channels_by_webhook ON webhook_channels (webhook_no);

-- One event on its way to one webhook. Waiting while `due_at` is set; a claim moves it to the lease's end.
-- Those of one thread are sent one after another.
CREATE TABLE webhook_deliveries (
  delivery_no INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_no INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  thread_no INTEGER,
  state TEXT NOT NULL,
  due_at INTEGER,
  leased INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  attempts TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_no, due_at, delivery_no)
  WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (webhook_no, created_at, delivery_no);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);
