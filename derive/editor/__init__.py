"""Proof scripts in an editor, as they are typed: a server of the Language Server Protocol."""
