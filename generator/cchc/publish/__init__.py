"""From a built site to one that visitors see, and back: `publish`, `rollback`, `key`, `verify`."""
