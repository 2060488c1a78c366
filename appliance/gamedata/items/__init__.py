"""Items: their rows on each branch and what surrounds them."""
