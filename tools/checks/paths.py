#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each file or folder of src/ that a document names is there. What a document invents (a howto's new
file) and what has been (the changelog) is left out."""

import pathlib
import re
import subprocess
import sys

NOT_READ = ("CHANGELOG.md", "docs/howto/")

source = pathlib.Path("src")
layers = "|".join(folder.name for folder in source.iterdir() if folder.is_dir())
named = re.compile(rf"(?<![\w/.-])(?:src/)?((?:{layers})/[a-z_0-9/]*[a-z_0-9])(\.[ch]pp)?(?=[`,; )]|$)",
                   re.MULTILINE)


def exists(name, ending):
    endings = [ending] if ending else ["", ".hpp", ".cpp"]
    return any(pathlib.Path(f"{source / name}{each}").exists() for each in endings)


documents = subprocess.run(
    ["git", "ls-files", "*.md"], capture_output=True, text=True, check=True).stdout.split()
wrong = [f"{document} names {''.join(match.groups(''))}, which src/ has not"
         for document in documents if not document.startswith(NOT_READ)
         for match in named.finditer(pathlib.Path(document).read_text())
         if not exists(*match.groups())]
print(*sorted(set(wrong)), sep="\n", end="\n" if wrong else "")
sys.exit(bool(wrong))
