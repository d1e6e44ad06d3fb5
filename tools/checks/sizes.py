# SPDX-License-Identifier: Apache-2.0
"""No source file over 500 lines (data tables apart), no header over 200 (test support apart); lists the ten largest."""
import pathlib
import subprocess
import sys

DATA_TABLES = {
    "src/client/settings/setting_rows.cpp", "src/crypto/known_keys.cpp", "src/store/schema/schema.cpp"}
LIMITS = {".cpp": 500, ".hpp": 200, ".py": 500}
TEST_SUPPORT = "_for_tests"

names = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard", "src", "bench", "tests", "tools"],
    capture_output=True, text=True, check=True,
).stdout.split()
sizes = []
for name in names:
    path = pathlib.Path(name)
    if path.suffix in LIMITS and name not in DATA_TABLES and path.exists() and not path.stem.endswith(TEST_SUPPORT):
        sizes.append((len(path.read_text().splitlines()), name))
sizes.sort(reverse=True)
print("largest: " + ", ".join(f"{name} {lines}" for lines, name in sizes[:10]))
too_large = [(lines, name) for lines, name in sizes if lines > LIMITS[pathlib.Path(name).suffix]]
for lines, name in too_large:
    print(f"{name}: {lines} lines are too many for one file; split it by what a newcomer would look for")
sys.exit(bool(too_large))
