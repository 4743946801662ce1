"""Where contents of documents are kept: on a disk, or in a bucket of an S3-compatible store."""
