# SPDX-License-Identifier: Apache-2.0
"""Each third party is included only in its place, and SQL stands only in store/ and db/."""
import pathlib
import re
import sys

PLACES = {
    r"<openssl/": ("crypto", "net"),
    r"<boost/(asio|beast|system)": ("net",),
    r"<curl/": ("net",),
    r"<unbound": ("net",),
    r"<sqlite3\.h>": ("db",),
    r"<libpq-fe\.h>": ("db",),
    r"<boost/json": ("base",),
    r"<spdlog/": ("base",),
    r"<prometheus/": ("base",),
    r"<(idn2|libpsl)\.h>": ("model",),
    r"<CLI/": ("admin", "main"),
    r"<toml\+\+/": ("main",),
    r"<systemd/": ("main",),
}
# Only these wrap third parties in headers of their own; everybody else's headers are ours alone.
WRAPPERS = ("crypto", "net", "db")
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s')


def violations(path: pathlib.Path):
    folder = path.parts[1]
    is_test = path.stem.endswith("_test") or "test" in path.stem
    for number, line in enumerate(path.read_text().splitlines(), 1):
        where = f"{path}:{number}"
        if line.startswith("#include"):
            for pattern, folders in PLACES.items():
                if re.search(pattern, line) and folder not in folders and not is_test:
                    yield f"{where}: {line.split()[1]} belongs in {', '.join(folders)}"
            if path.suffix == ".hpp" and folder not in WRAPPERS and not is_test:
                if re.search(r"<(boost|openssl|sqlite3|libpq|curl|CLI|toml|fmt|spdlog)", line):
                    if not (folder == "admin" and "CLI" in line):
                        yield f"{where}: a header of ours must not show a third party's"
        if SQL.search(line) and folder not in ("store", "db") and not is_test:
            yield f"{where}: SQL belongs in store/"
        if "co_await" in line and folder != "net":
            yield f"{where}: coroutines stay in net/"


found = [v for path in sorted(pathlib.Path("src").rglob("*.[ch]pp")) for v in violations(path)]
print("\n".join(found), end="\n" if found else "")
sys.exit(bool(found))
