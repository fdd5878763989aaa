"""Normal forms: factored rational functions over atoms, and the laws of the atoms."""
