-- An inbox is in one pod and a pod in one organization. Without being told, PostgreSQL takes the three conditions
-- of a scope for independent, expects next to no rows of a large inbox, and sorts them all to show the newest.
CREATE STATISTICS messages_scope (dependencies) ON inbox_no, pod_no, organization_no FROM messages;
CREATE STATISTICS messages_thread (dependencies) ON thread_no, inbox_no FROM messages;
CREATE STATISTICS threads_scope (dependencies) ON inbox_no, pod_no, organization_no FROM threads;
CREATE STATISTICS inboxes_scope (dependencies) ON inbox_no, pod_no, organization_no FROM inboxes;

-- Lists are paged in the order of their bytes, as on SQLite; in another order their index would not serve.
ALTER TABLE list_entries ALTER COLUMN entry TYPE TEXT COLLATE "C";
