"""E-mails that tell members what happened: a challenge, an action made at a meeting, a date decided, a due date, and
once a week the chair what turned.

What there is to tell is worked out from the plan and the meetings each time; only what was told is kept.
"""
