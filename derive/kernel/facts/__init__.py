"""Facts: what is known of the values of expressions, and the entries that add to it."""
