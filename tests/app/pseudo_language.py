# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: each string of the program between ⟦ and ⟧, with marks on its letters and 40 % longer, as
German is. What has no such brackets on the screen was never given to translators; what is cut would be cut in German."""
import math
import re
import struct

OPEN, CLOSE = "⟦", "⟧"
MARKED = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñöšúýžÁÇÉÍÑÖŠÚÝŽ")
# What programs read stays: formats of printf and of dates, markup, the letter behind a mnemonic's line.
KEPT = re.compile(r"%%|%[-0-9_^#E$'.*]*(?:l|ll|z)?[A-Za-z]|<[^>]*>|&[a-z]+;|_\w|--?[a-z][-a-z]*|\$?\{[^}]*\}")


def longer(text):
    """With the brackets, which are as wide as three letters, 40 % more, in words that a line can be broken between."""
    missing = max(0, math.ceil(len(text) * 0.4) - 3)
    return "".join(" " + "ö" * min(5, missing - start) for start in range(0, missing, 5))


def disguise(text):
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[at:kept.start()].translate(MARKED), kept.group()]
        at = kept.end()
    parts.append(text[at:].translate(MARKED))
    return OPEN + "".join(parts) + longer(text.split("\n", 1)[0]) + CLOSE


def entries(path):
    """What is said for what in a compiled catalogue (.mo), as pairs of bytes."""
    data = path.read_bytes()
    _version, count, keys, values = struct.unpack_from("<4I", data, 4)
    for number in range(count):
        (key_length, key), (value_length, value) = (struct.unpack_from("<2I", data, table + 8 * number) for table in (keys, values))
        yield data[key:key + key_length], data[value:value + value_length]


def translation(key):
    """One for each of the two forms of a plural."""
    forms = key.split(b"\4", 1)[-1].decode().split("\0")
    return "\0".join(disguise(form) for form in forms).encode()


def write(path, catalogue):
    """catalogue: sorted pairs of bytes."""
    head, pieces = 28 + 16 * len(catalogue), bytearray()
    tables = [[], []]
    for pair in catalogue:
        for table, piece in zip(tables, pair):
            table.append(struct.pack("<2I", len(piece), head + len(pieces)))
            pieces += piece + b"\0"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<7I", 0x950412DE, 0, len(catalogue), 28, 28 + 8 * len(catalogue), 0, head) + b"".join(tables[0])
                     + b"".join(tables[1]) + bytes(pieces))


def make(some_catalogue, path):
    """Every string that some real language has, in the language that nobody speaks."""
    header = b"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    write(path, [(key, translation(key) if key else header) for key, _said in sorted(entries(some_catalogue))])
