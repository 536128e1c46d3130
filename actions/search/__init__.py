"""Search, and the filtered lists of actions, updates and decisions; the address holds all filters."""
