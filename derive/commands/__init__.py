"""Commands that take more than some lines, each in a module; light to import, as `cli` is."""
