from django.utils.translation import gettext_lazy as _

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOO_LONG = _("This is too long for a Word document. Please print the page instead.")
