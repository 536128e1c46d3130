from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Files named by their content, so that browsers may keep them for ever; JavaScript imports are renamed too."""

    support_js_module_import_aggregation = True
