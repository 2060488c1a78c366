"""The text of generated files: data, with `$name` where a value goes."""
