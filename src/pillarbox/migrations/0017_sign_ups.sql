-- Organizations of agents that signed themselves up, and the human who vouches for each.
CREATE TABLE sign_ups (
  organization_no INTEGER NOT NULL REFERENCES organizations,
  inbox_id TEXT NOT NULL,
  api_key_id TEXT NOT NULL,
  human_email TEXT, -- in lowercase
  code_digest BLOB, -- of the code mailed to the human
  code_expires_at INTEGER,
  attempts INTEGER NOT NULL, -- wrong codes given since it was mailed
  replacements INTEGER NOT NULL, -- how often the human changed
  sent_since INTEGER NOT NULL, -- the start of the day that `sent` counts
  sent INTEGER NOT NULL,
  verified_at INTEGER,
  source TEXT,
  referrer TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organization_no)
);
CREATE UNIQUE INDEX sign_ups_by_human ON sign_ups (human_email) WHERE human_email IS NOT NULL;

-- Recent calls of sign-up, which anyone may make, by the network they came from.
CREATE TABLE sign_up_calls (
  network TEXT NOT NULL,
  called_at INTEGER NOT NULL
);
CREATE INDEX sign_up_calls_by_network ON sign_up_calls (network, called_at);
CREATE INDEX sign_up_calls_by_age ON sign_up_calls (called_at);
