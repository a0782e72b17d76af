"""`python -m pipeline` and the command `mitag`."""

from pipeline.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
