-- Custom domains. `name` is the domain in lowercase, unique on the whole server: mail coming in has no tenant.
CREATE TABLE domains (
  domain_no INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_no INTEGER NOT NULL REFERENCES organizations,
  pod_no INTEGER NOT NULL REFERENCES pods,
  name TEXT NOT NULL UNIQUE,
  client_id TEXT,
  feedback_enabled INTEGER NOT NULL,
  inbound_enabled INTEGER NOT NULL,
  subdomains_enabled INTEGER NOT NULL,
  tracking_enabled INTEGER NOT NULL,
  dkim_selector TEXT NOT NULL,
  dkim_record TEXT NOT NULL,
  dkim_private_key BLOB NOT NULL, -- PKCS #8, DER
  records TEXT NOT NULL, -- JSON: the DNS records wanted, with what the last look at them found
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX domains_by_age ON domains (organization_no, created_at, domain_no);
CREATE INDEX domains_by_pod ON domains (pod_no, created_at, domain_no);
CREATE UNIQUE INDEX domains_by_client_id ON domains (organization_no, client_id) WHERE client_id IS NOT NULL;
