"""Fields: what Word works out itself, such as the number of a page."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def add_field(paragraph, instruction, result):
    """Add a field with the result that it shows until it is worked out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = result
    run.append(text)
    field.append(run)
    paragraph.append(field)


def update_on_opening(settings):
    """Have Word work out all fields of the document's body as it opens it; it asks first."""
    element = OxmlElement("w:updateFields")
    element.set(qn("w:val"), "true")
    # In the order of the schema.
    following = ("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids")
    next(child for child in settings if child.tag in {qn(name) for name in following}).addprevious(element)
