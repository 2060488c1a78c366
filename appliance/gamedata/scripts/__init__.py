"""SmartAI, conditions and texts in words."""
