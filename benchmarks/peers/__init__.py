"""mitag beside other tools for the same task; see `python -m benchmarks.peers.measure --help`."""
