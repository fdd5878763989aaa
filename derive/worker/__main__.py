"""The entry point of a worker process."""

from __future__ import annotations

from derive.worker.serve import main

if __name__ == "__main__":
    main()
