"""The public plan of an edition as one line from first to last, for those who read it large, by ear or by touch.

One template prints the outline in headings, paragraphs and lists, and each form is made from its chapters.
"""
