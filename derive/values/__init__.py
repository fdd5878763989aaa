"""Values of a function and its derivative: as decimals that are known, beside what floats give."""
