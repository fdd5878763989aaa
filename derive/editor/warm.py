"""A script that a new worker checks before the first one is opened.

What is read at first use, as the tables of rules, is then there when somebody waits for it.
"""

#: A derivation with a wrong line, so that the search for what mends it is used as well.
WRONG_LINE = """\
derive: 1
title: A wrong sign
variables: {x: real}
theorem: d/dx (1/(1 + e^(-x))) = e^(-x)/(1 + e^(-x))^2
steps:
  - to: d/dx ((1 + e^(-x))^(-1))
  - to: (-1)*(1 + e^(-x))^(-2)*d/dx (1 + e^(-x))
    by: [power, chain]
  - to: (-1)*(1 + e^(-x))^(-2)*e^(-x)
  - to: e^(-x)/(1 + e^(-x))^2
"""
