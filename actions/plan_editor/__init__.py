"""Plan editor: adding, wording, ordering, moving, merging and retiring the parts of a plan."""
