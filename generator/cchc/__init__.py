"""cchc: the administrative-reform section (cải cách hành chính) of a Vietnamese commune as a static site.

Data flows one way, see docs/architecture.md:
text -> source -> Node -> schema -> Record -> load -> Site -> pages -> Page (Markdown) -> engine -> HTML.
"""

__version__ = "0.1.0"
