"""Experience that zones supply, and a way through them."""
