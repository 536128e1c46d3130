"""Strategic assessments and consultations: entry, and comparison of both orders with the effort."""
