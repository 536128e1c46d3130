"""The coordinator's desk: what needs them today, what to do first where there is nothing yet, and the way to it all."""
