# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions as the tests of one program, told as TAP."""
import traceback


def run(tests, *world):
    """Calls each with the world it needs; one that fails does not keep the others from running. Returns how many failed."""
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    for number, test in enumerate(tests, 1):
        try:
            test(*world)
            print(f'ok {number} - {test.__name__}', flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f'not ok {number} - {test.__name__}', flush=True)
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()), flush=True)
    return failed
