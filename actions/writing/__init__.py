"""Writing the plan in the page: making, wording, arranging, moving, merging and retiring what stands in it."""
