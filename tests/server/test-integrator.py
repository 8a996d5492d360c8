#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/integrator.md as it stands: each block "sh run" in one shell, in a row, against a real server over TLS whose
certificate curl verifies; what each prints is what the block "text expect" after it says.

usage: test-integrator.py PATH-OF-SALVE-SERVER GUIDE        prints TAP
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server  # noqa: E402

PROGRAM, GUIDE = sys.argv[1:3]
END = '@@@ end of a block @@@'


def blocks(text):
    """(heading, commands, what is expected or None), in the guide's order."""
    found, heading = [], ''
    for match in re.finditer(r'^#+ ([^\n]*)$|^```(sh run|text expect)\n(.*?)^```$', text, re.M | re.S):
        if match.group(1):
            heading = match.group(1)
        elif match.group(2) == 'sh run':
            found.append([heading, match.group(3), None])
        else:
            assert found and found[-1][2] is None, f'below {heading}: nothing was run that this could be expected of'
            found[-1][2] = match.group(3)
    return found


def same(said, wanted):
    """Line by line; "…" is anything, and a line of it alone any number of lines."""
    pattern = ''.join('(?:.*\n)*?' if line == '…' else re.sub('…', '.*', plainly(line)) + '\n' for line in wanted.splitlines())
    return re.fullmatch(pattern, said) is not None


def plainly(line):
    return '…'.join(re.escape(part) for part in line.split('…'))


def main():
    missing = [tool for tool in ('bash', 'curl', 'jq') if not shutil.which(tool)]
    if missing:
        print(f'1..0 # SKIP without {", ".join(missing)}')
        return 0
    with open(GUIDE, encoding='utf-8') as file:
        all_blocks = blocks(file.read())
    print(f'1..{len(all_blocks)}')
    server = Server(PROGRAM).start()
    script = 'set -eu -o pipefail\nset -a\n' + ''.join(f'{commands}\necho; echo {END!r}\n' for _, commands, _ in all_blocks)
    environment = {**os.environ, 'SERVER': f'https://localhost:{server.port}', 'CA': os.path.join(server.folder, 'server', 'authority.pem'),
                   'CODE': server.code}
    done = subprocess.run(['bash', '-c', script], cwd=server.folder, env=environment, capture_output=True, text=True, timeout=240, check=False)
    said = done.stdout.split(END + '\n')
    failed = 0
    for number, (heading, _, wanted) in enumerate(all_blocks, 1):
        ran = number < len(said)
        text = said[number - 1].rstrip('\n') + '\n' if number <= len(said) else ''
        good = ran and (wanted is None or same(text, wanted))
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {heading}")
        if not good:
            print('\n'.join('# ' + line for line in [*text.splitlines(), '--- wanted', *(wanted or '').splitlines(), *done.stderr.splitlines()[-8:]]))
    server.remove()
    return 1 if failed else 0


sys.exit(main())
