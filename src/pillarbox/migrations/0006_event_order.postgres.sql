-- Transactions commit in another order than they take numbers. The writing transaction's id lets a reader
-- stop short of events whose predecessors are still uncommitted.
ALTER TABLE events ADD COLUMN xid XID8 NOT NULL DEFAULT pg_current_xact_id();
