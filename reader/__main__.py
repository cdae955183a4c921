"""``python -m reader`` is ``paper-reader``."""

from reader.cli import main

if __name__ == "__main__":
    main()
