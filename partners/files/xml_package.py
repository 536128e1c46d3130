"""Parts of a workbook or document (a zip of XML) by the names that its relations give them, without namespaces.

Elements are found by local names: Strict Open XML has other namespaces than the usual kind, and the same names.
"""

import posixpath
from datetime import date

from lxml import etree

# Days that python-docx's and Excel's templates say.
OF_TEMPLATES = {date(2013, 12, 23), date(2006, 9, 16)}


def local(element):
    """An element's name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element, name, default=None):
    """An attribute by its local name, in any namespace or none."""
    if (value := element.get(name)) is not None:
        return value
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), default)


def children(element, *names):
    """An element's children with these local names; none of None."""
    return [] if element is None else [child for child in element if local(child) in names]


def child(element, *path):
    """The element at a path of local names, or None."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def descendants(element, *names):
    """All elements below with these local names, in order."""
    return [] if element is None else element.iter(*[f"{{*}}{name}" for name in names])


class Package:
    """XML parts that the guard has checked, as parsed elements."""

    def __init__(self, parts):
        self.parts = parts
        # Names within a package do not depend on the case.
        self.names = {name.lower(): name for name in parts}

    def element(self, name):
        """The root of a part, or None if there is no such part."""
        name = self.names.get((name or "").lstrip("/").lower())
        if name is None:
            return None
        # The guard refuses entities; huge_tree lifts libxml2's limit on depth and on the length of a text.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        return etree.fromstring(self.parts[name], parser)

    def relations(self, name=""):
        """[(kind, target, id)] of a part, or of the package; the kind is the last word of its address."""
        folder, _, file = name.rpartition("/")
        root = self.element(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        result = []
        for relation in children(root, "Relationship"):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            result.append((relation.get("Type", "").rpartition("/")[2], target, relation.get("Id")))
        return result

    def related(self, name, kind):
        """Names of the parts that a part is related to in this way."""
        return [target for of, target, _ in self.relations(name) if of == kind]

    @property
    def main(self):
        """Name of the package's main part: the workbook or the document."""
        return next(iter(self.related("", "officeDocument")), "")

    def dated(self):
        """The day on which the file was last changed, if it says one."""
        for name in self.related("", "core-properties"):
            for element in descendants(self.element(name), "modified"):
                said = day((element.text or "").strip())
                return None if said in OF_TEMPLATES else said
        return None


def day(text):
    """A date written as 2026-03-31T…, or None."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
