"""Search without a server: the files from which a browser finds pages, also without diacritics (ADR 16)."""
