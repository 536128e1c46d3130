from django.db import models

from partners.export_options import Export
from partners.history import History
from partners.models import Partnership


class SheetMapping(models.Model):
    """Column mapping for the import of a partnership's own spreadsheets.

    `headings` is {heading: meaning} and `names` {authority name as written: its id, or None while it is to be agreed};
    both grow with each file.
    """

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="sheet_mapping")
    headings = models.JSONField(default=dict, db_comment="Which heading means what, as JSON")
    names = models.JSONField(default=dict, db_comment="Which words mean which authority’s id, as JSON")

    history = History(belongs_to="partnership")
    export = Export("sheet_mapping", "How the partnership’s own spreadsheets are read into the plan.")

    def __str__(self):
        return f"How {self.partnership} writes its plan"
