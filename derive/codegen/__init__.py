"""Code in other languages, made from proved theorems: stable forms are found, proved, measured."""
