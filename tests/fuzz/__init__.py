"""Near-true equalities, asked of the kernel alone, and a judge in balls that knows no law.

`families` makes them from a seed, `kernel` asks, `points` and `values` judge what is proved.
`python -m tests.fuzz --count 10000 [--family NAME ...] [--seed N]` prints every false accept.
"""
