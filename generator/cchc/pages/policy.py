"""What a page may load (Content Security Policy, level 3), written into its head: no server is needed for it."""

#: Nothing but this site's own files, nothing inline: a text that slipped through all checks still runs nothing.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)
#: `cchc serve` puts a script of its own into each page, which reloads it.
POLICY_WHILE_SERVING = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
