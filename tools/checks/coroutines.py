# SPDX-License-Identifier: Apache-2.0
"""Each co_await stands alone: `[T x =|co_return] co_await f(named, ...);` -- no braces, lambdas, ?: or
conditions around it, which gcc 12 compiles into double frees."""
import re
import sys

ALONE = re.compile(
    r"^(?:co_return\s+|(?:const\s+)?[\w:<>,\s&*]+?\s+\w+\s*=\s*|\w[\w.\->]*\s*=\s*)?co_await\s+[^{}\[\]?]*$",
    re.S,
)
bad = 0
for path in sys.argv[1:]:
    with open(path) as file:
        text = re.sub(r"//[^\n]*", "", file.read())
    for match in re.finditer(r"co_await", text):
        start = max(text.rfind(c, 0, match.start()) for c in ";{}") + 1
        end = text.find(";", match.end())
        statement = re.sub(r"^#.*\n", "", text[start:end].strip())
        if not ALONE.match(statement):
            bad += 1
            print(f"{path}:{text[:match.start()].count(chr(10)) + 1}: {' '.join(statement.split())[:100]}")
sys.exit(bool(bad))
