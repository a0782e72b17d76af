"""`python -m pipeline` and the command `mitag`."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; an interrupt at any moment, even while it loads, ends quietly."""
    try:
        from pipeline.cli import app

        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
