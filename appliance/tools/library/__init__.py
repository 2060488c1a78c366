"""Tools on the indexes of the source tree and the documents."""
