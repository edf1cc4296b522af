-- Large bytes in chunks of at most 256 KiB, each packed on its own. A small mail is one row.
CREATE TABLE blobs (
    blob_id  TEXT NOT NULL,
    chunk    INTEGER NOT NULL,
    is_last  INTEGER NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('raw', 'zstd')),
    data     BLOB NOT NULL,
    PRIMARY KEY (blob_id, chunk)
);
