"""The text inside attached files: PDF, office formats, calendars, tables, mails."""
