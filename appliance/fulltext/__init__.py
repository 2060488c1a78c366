"""Full-text stores of our own, on SQLite: names by trigrams, texts by words."""
