#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each file of src/issuance/lints is a lint, and has its row in src/issuance/lints.cpp: one that was
forgotten there would never be asked."""

import pathlib
import re
import sys

source = pathlib.Path("src/issuance")
files = {path.stem for path in (source / "lints").glob("*.cpp") if not path.stem.endswith("_test")}
rows = set(re.findall(r'\{"(\w+)", "[^"]+", lints::check_\w+\}', (source / "lints.cpp").read_text()))
for name in sorted(files - rows):
    print(f"src/issuance/lints/{name}.cpp has no row in src/issuance/lints.cpp", file=sys.stderr)
for name in sorted(rows - files):
    print(f"the lint {name} has no file src/issuance/lints/{name}.cpp", file=sys.stderr)
sys.exit(files != rows)
