"""Finding: search, and the lists of actions, updates and decisions, each of which is its address."""
