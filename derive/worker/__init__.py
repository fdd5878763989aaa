"""Worker processes that decide, check and ask SymPy, and can be killed while they do."""
