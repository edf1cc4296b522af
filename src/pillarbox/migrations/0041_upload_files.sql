-- The file that an upload is meant for: a new one takes the place of another that is under way.
ALTER TABLE file_uploads ADD COLUMN file_no INTEGER;
CREATE INDEX file_uploads_by_file ON file_uploads (file_no) WHERE drop_at IS NOT NULL;
