"""The year's strategic assessment and what consultations said: entering them, and comparing both with the effort."""
