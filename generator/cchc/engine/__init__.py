"""Pages to a site through MkDocs and Material: the only package that imports mkdocs."""
