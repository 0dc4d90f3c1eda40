"""How Sphinx builds the documentation: `make docs` writes it into site/."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any

project = "crossings"
author = "The crossings developers"
release = version = version_of("crossings")
html_title = f"crossings {version}"
project_copyright = author
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "sphinx_copybutton"]
exclude_patterns = ["_build"]
highlight_language = "text"
smartquotes = False  # options are written with two hyphens
default_role = "py:obj"

# Broken links and anchors are warnings, and warnings are errors in `make docs`.
myst_heading_anchors = 3

# Types are in the words of the docstrings, which say what they hold too.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": True}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
add_module_names = False
python_maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"

# Commands are copied without their prompt and without what they print.
copybutton_prompt_text = "$ "

html_theme = "furo"
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_favicon = "_static/favicon.svg"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#206095", "color-brand-content": "#206095"},
    "dark_css_variables": {"color-brand-primary": "#7ab8e0", "color-brand-content": "#7ab8e0"},
}

BUILT_BY_USERS = {"CrossingsError", "DailyPaths", "Distribution", "WeeklyPaths"}


def setup(app: Any) -> None:
    """Leave out how a class is built where only the package does so."""

    def without_arguments(_app: Any, what: str, name: str, *_: Any) -> tuple[str, str] | None:
        built = name.rpartition(".")[2] in BUILT_BY_USERS
        return ("", "") if what in {"class", "exception"} and not built else None

    app.connect("autodoc-process-signature", without_arguments)
