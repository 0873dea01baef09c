"""The portal's side: many units' feeds read, kept and merged (`cchc collect`). Knows nothing of a site's records."""
