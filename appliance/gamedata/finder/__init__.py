"""Find anything of the realm by its name, in any language, misspelt or not."""
