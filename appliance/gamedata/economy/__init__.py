"""What things cost, and what creatures and places give."""
