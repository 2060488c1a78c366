"""Where backups live: a folder or a bucket. Nothing half-written is ever listed."""
