-- `scope` holds the inbox, pod and organization as words, so that a search reads its own part of the index.
CREATE VIRTUAL TABLE message_search USING fts5(
  scope, sender, recipients, subject, body,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
