"""The coordinator's dashboard: the to-do list, and the onboarding steps of a new partnership."""
