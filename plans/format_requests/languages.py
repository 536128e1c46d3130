"""Languages that a request for another format can name."""

from django.utils.translation import gettext_lazy as _

# {tag (BCP 47): name}: Welsh, and the main languages other than English of most people in England and Wales, by the
# census of 2021 (Office for National Statistics). Their own names come first: whoever reads little English finds them.
LANGUAGES = {
    "ar": _("العربية (Arabic)"),
    "bg": _("Български (Bulgarian)"),
    "bn": _("বাংলা (Bengali)"),
    "cy": _("Cymraeg (Welsh)"),
    "el": _("Ελληνικά (Greek)"),
    "es": _("Español (Spanish)"),
    "fa": _("فارسی (Persian)"),
    "fr": _("Français (French)"),
    "gu": _("ગુજરાતી (Gujarati)"),
    "hu": _("Magyar (Hungarian)"),
    "it": _("Italiano (Italian)"),
    "lt": _("Lietuvių (Lithuanian)"),
    "pa": _("ਪੰਜਾਬੀ (Panjabi)"),
    "pl": _("Polski (Polish)"),
    "pt": _("Português (Portuguese)"),
    "ro": _("Română (Romanian)"),
    "ru": _("Русский (Russian)"),
    "so": _("Soomaali (Somali)"),
    "ta": _("தமிழ் (Tamil)"),
    "tr": _("Türkçe (Turkish)"),
    "uk": _("Українська (Ukrainian)"),
    "ur": _("اردو (Urdu)"),
    "zh": _("中文 (Chinese)"),
    "other": _("A language that is not in this list"),
}
