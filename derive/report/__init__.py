"""What checking finds: frozen results and diagnostics."""
