"""Static files with their content's hash in the name, so that browsers may keep them for ever."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Also rewrites the `import` lines of ES modules to the hashed names."""

    support_js_module_import_aggregation = True
