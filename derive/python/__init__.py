"""What a Python program calls: functions that are bounded as the commands are, and results.

It stands above all other parts and may import them; each function imports what it needs when it is
called, so that `import derive` costs nothing.
"""
