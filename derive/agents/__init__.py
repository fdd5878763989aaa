"""For programs that generate mathematics and need a judge: tools of the Model Context Protocol."""
