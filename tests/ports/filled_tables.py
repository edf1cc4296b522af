"""A database with enough rows for plans to matter: eight inboxes of thousands of messages, and their like."""

from pillarbox.domain.access import Scope
from pillarbox.ports import Tx
from pillarbox.tables.search_index import KEYS

ORGANIZATION = Scope(organization_no=4800)
POD = Scope(organization_no=4800, pod_no=9600)
INBOX = Scope(organization_no=4800, pod_no=9600, inbox_no=7200)
"""Parts of the store with many rows, one in the other."""

ROWS = 20_000
_NUMBERS = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
_STEP = 2400
_INBOX = f"({_STEP} * (1 + i % 8))"
_POD = f"({_STEP} * (1 + (1 + i % 8) % 4))"
_ORGANIZATION = f"({_STEP} * (1 + (1 + i % 8) % 2))"
_POD_OF_INBOX = f"({_STEP} * (1 + i / {_STEP} % 4))"
_ORGANIZATION_OF_INBOX = f"({_STEP} * (1 + i / {_STEP} % 2))"
_ORGANIZATION_OF_POD = f"({_STEP} * (1 + (i / {_STEP} + 1) % 2))"
_TABLES = {
    "organizations (organization_id, name, created_at, updated_at)": "'o' || i, '', 0, 0",
    "pods (organization_no, pod_id, name, client_id, created_at, updated_at)": (
        f"{_ORGANIZATION_OF_POD}, 'p' || i, '', 'c' || i, i, 0"
    ),
    """inboxes (organization_no, pod_no, organization_id, pod_id, inbox_id, client_id, status, created_at,
                updated_at)""": (
        f"{_ORGANIZATION_OF_INBOX}, {_POD_OF_INBOX}, 'o', 'p', i || '@x.test', 'c' || i, 'active', i, 0"
    ),
    """domains (organization_no, pod_no, name, feedback_enabled, inbound_enabled, subdomains_enabled,
                tracking_enabled, dkim_selector, dkim_record, dkim_private_key, records, status, created_at,
                updated_at)""": (
        f"""{_ORGANIZATION}, {_POD}, i || '.test', 1, 1, 0, 0, '', '', CAST('' AS BLOB), '[]', 'VERIFIED',
            i, 0"""
    ),
    "inbox_words (organization_no, word, inbox_no)": f"{_ORGANIZATION_OF_INBOX}, 'word' || i % 500, i",
    "api_keys (organization_no, api_key_id, digest, prefix, name, created_at, updated_at)": (
        f"{_ORGANIZATION}, 'k' || i, CAST('d' || i AS BLOB), '', '', i, 0"
    ),
    """threads (organization_no, pod_no, inbox_no, thread_id, labels, combinations, timestamp, senders,
                recipients, last_message_id, message_count, size_bytes, attachments, folded_senders,
                folded_recipients, folded_subject, created_at, updated_at)""": (
        f"""{_ORGANIZATION}, {_POD}, {_INBOX}, 't' || i, '["received","unread"]', 1, i, '[]', '[]', '',
            1, 9, '[]', 'ann', 'ada', 'plan', i, 0"""
    ),
    """messages (organization_no, pod_no, inbox_no, thread_no, message_id, labels, hidden, timestamp, sender,
                 recipients_to, recipients_cc, recipients_bcc, reply_to, reference_ids, headers, attachments,
                 size_bytes, blob_id, folded_sender, folded_recipients, folded_subject, created_at,
                 updated_at)""": (
        f"""{_ORGANIZATION}, {_POD}, {_INBOX}, CASE WHEN i % 4 > 0 THEN {_INBOX} ELSE i END, '<' || i || '>',
            '["received","unread"]', CASE WHEN i % 10 = 0 THEN 1 ELSE 0 END, i, '', '[]', '[]', '[]', '[]',
            '[]', '{{}}', '[]', 9, 'b' || i, 'ann', 'ada', 'plan', i, 0"""
    ),
    "message_bodies (message_no, compressed, data)": "i, 0, CAST('{}' AS BLOB)",
    "message_labels (inbox_no, label, timestamp, message_no, hidden)": f"{_INBOX}, 'received', i, i, 0",
    "inbox_events (inbox_no, message_id, label, added, hidden, created_at)": (
        f"{_INBOX}, '<' || i || '>', 'unread', 1, 0, i"
    ),
    "events (event_id, organization_no, event_type, message_no, payload, created_at)": (
        f"'e' || i, {_ORGANIZATION}, 'message.sent', i, CAST('' AS BLOB), i"
    ),
    "jobs (organization_no, kind, lane, due_at, attempts, payload, created_at)": (
        f"{_ORGANIZATION}, 'delivery', 'mail', i, 0, '{{}}', i"
    ),
    """drafts (organization_no, pod_no, inbox_no, draft_id, labels, recipients_to, recipients_cc,
               recipients_bcc, reply_to, attachments, reference_ids, created_at, updated_at)""": (
        f"{_ORGANIZATION}, {_POD}, {_INBOX}, 'd' || i, '[]', '[]', '[]', '[]', '[]', '[]', '[]', i, i"
    ),
    """list_entries (organization_no, pod_no, inbox_no, direction, list_type, entry, read_only,
                     created_at)""": f"{_ORGANIZATION}, 0, 0, 'receive', 'block', 'e' || i, 0, i",
    "webhooks (organization_no, webhook_id, polling, headers, enabled, created_at, updated_at)": (
        f"{_ORGANIZATION_OF_INBOX}, 'w' || i, 0, '{{}}', 1, i, 0"
    ),
    """webhook_deliveries (webhook_no, event_id, event_type, state, due_at, leased, failures, attempts,
                           created_at, updated_at)""": (
        f"{_INBOX}, 'e' || i, 'message.sent', 'pending', i, 0, 0, '[]', i, 0"
    ),
    """world_messages (organization_no, recipient, return_path, inbox_no, message_id, blob_id, sender,
                       recipients, size_bytes, created_at)""": (
        f"{_ORGANIZATION}, 'r' || i % 50, '', {_INBOX}, '', 'b' || i, '', '[]', 9, i"
    ),
}
"""Tables with their columns, and the values of row number i."""

_LEXEMES = f"""'i' || {_INBOX} || ' p' || {_POD} || ' o' || {_ORGANIZATION}
               || ' spla slan swor sord srd' || i % 10 || ' bword' || i || ' bplan'"""


def fill(tx: Tx) -> None:
    """Write the rows, and let PostgreSQL look at them, as it does by itself every minute."""
    postgres = tx.dialect == "postgres"
    for table, values in _TABLES.items():
        sql = f"INSERT INTO {table} {_NUMBERS} SELECT {values.replace('{}', '{}')} FROM n"
        tx.execute(sql.replace("AS BLOB", "AS BYTEA") if postgres else sql)
    if postgres:
        lexemes = f"array_to_tsvector(string_to_array({_LEXEMES}, ' '))"
        columns, values = (
            "message_no, organization_no, lexemes",
            f"i, {_ORGANIZATION}, {lexemes}",
        )
    else:
        columns, values = "rowid, lexemes", f"{_INBOX} * {KEYS} + i, {_LEXEMES}"
    tx.execute(f"INSERT INTO message_search ({columns}) {_NUMBERS} SELECT {values} FROM n")
    tx.execute("UPDATE threads SET combinations = 3 WHERE thread_no % 10 = 0")
    if postgres:
        tx.one("SELECT gin_clean_pending_list('message_search_lexemes')")
        tx.execute("ANALYZE")
