"""The tests; what they compile is kept, also where Python was told to keep nothing.

They start hundreds of processes, none of which is to compile the sources anew, and pytest takes
seconds to rewrite what is asserted.
"""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
