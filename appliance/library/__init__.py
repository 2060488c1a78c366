"""The source tree and the documents, indexed: classes, methods, guides, with file and line."""
