"""The kernel: what is trusted.  It makes theorems and decides nothing beyond them."""
