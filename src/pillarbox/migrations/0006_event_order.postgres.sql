-- Transactions commit in another order than they take numbers. Readers go by the writing transaction's id
-- first, and stop short of the oldest transaction that is still open.
ALTER TABLE events ADD COLUMN xid XID8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX events_by_transaction ON events (xid, event_no);
