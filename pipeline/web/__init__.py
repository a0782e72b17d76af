"""The review pages and the REST API: forms and JSON in, one workflow called, its result shown."""
