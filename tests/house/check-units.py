#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a service of the system: systemd finds nothing wrong with its units, they leave it little to do harm
with, and a server that was handed its socket and asked to say when it is ready does both. The kiosk as a unit of an account:
systemd finds nothing wrong with those either, and they start what the desktop's entry starts."""
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
program = build / "src" / "server" / "salve-server"
THRESHOLD = 20  # systemd-analyze counts in tenths: 2.0
number = failures = 0


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()[-25:]), flush=True)


def skip(text, why):
    global number
    number += 1
    print(f"ok {number} - {text} # SKIP {why}", flush=True)


def units(folder):
    """The units as installed, but for the program's path: systemd looks whether it is there, and here it is the built one."""
    service = (build / "data" / "salve-server.service").read_text()
    service, n = re.subn(r"(?m)^ExecStart=\S+", f"ExecStart={program}", service)
    assert n == 1, "the unit has one ExecStart"
    (folder / "salve-server.service").write_text(service)
    shutil.copy(source / "data" / "server" / "salve-server.socket", folder)
    return [folder / "salve-server.service", folder / "salve-server.socket"]


def analyze(folder):
    files = units(folder)
    if not shutil.which("systemd-analyze"):
        skip("systemd takes the units", "no systemd-analyze here")
        return
    # Other units of this machine are none of our business; what systemd says of ours names them.
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *files], capture_output=True, text=True)
    said = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "salve" in line)
    report(done.returncode == 0 and not said, "systemd takes the units without a word", done.stdout + done.stderr)
    done = subprocess.run(["systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={THRESHOLD}", files[0]],
                          capture_output=True, text=True)
    score = re.search(r"exposure level for salve-server\.service: ([0-9.]+)", done.stdout)
    report(done.returncode == 0 and score is not None and float(score[1]) <= THRESHOLD / 10,
           f"what the service could do harm with counts {score[1] if score else '?'} of 10, and may 2.0", done.stdout + done.stderr)


def analyze_kiosk(folder):
    """As above; cage stands for itself where it is not installed."""
    names = ("salve-kiosk.service", "salve-kiosk-session.service")
    if not (build / "data" / names[0]).exists():
        skip("systemd takes the kiosk's units", "the staff program is not built")
        return
    starts, entry = re.search(r"(?m)^Exec=(.*)$", (source / "data/io.github.salveclinic.Salve.Kiosk.desktop.in").read_text())[1], set()
    for name in names:
        unit = (build / "data" / name).read_text()
        entry.add(re.search(r"(?m)^ExecStart=(?:cage -- )?\S*/(.*)$", unit)[1])
        unit = unit.replace("ExecStart=cage ", f"ExecStart={sys.executable} ")
        (folder / name).write_text(re.sub(r"(?m)^(ExecStart=)\S*/salve ", rf"\g<1>{sys.executable} ", unit))
    report(entry == {starts}, f"both start “{starts}”, as the desktop does", entry)
    if not shutil.which("systemd-analyze"):
        skip("systemd takes the kiosk's units", "no systemd-analyze here")
        return
    done = subprocess.run(["systemd-analyze", "--user", "verify", "--man=no", "--recursive-errors=no", *(folder / name for name in names)],
                          capture_output=True, text=True, env=dict(os.environ, XDG_RUNTIME_DIR=str(folder)))
    said = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "salve" in line)
    report(done.returncode == 0 and not said, "systemd takes the kiosk's units without a word", done.stdout + done.stderr)


def serve_command(folder):
    return [str(program), "serve", "--quiet", "--store", str(folder / "clinic.salve"), "--key-file", str(folder / "clinic.key")]


def health(port):
    context = ssl._create_unverified_context()  # its authority is of its own making, and not what is looked at here
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain, context.wrap_socket(plain) as wire:
        wire.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b""
        while chunk := wire.recv(4096):
            answer += chunk
        return answer


def hand_over(folder):
    """As systemd does it (sd_listen_fds(3), sd_notify(3)): descriptor 3 listens, and a datagram is waited for."""
    listening = socket.create_server(("127.0.0.1", 0))
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.bind(str(folder / "notify"))
    notices.settimeout(120)
    output = os.open(folder / "output", os.O_CREAT | os.O_WRONLY, 0o600)
    child = os.fork()
    if child == 0:
        try:
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.dup2(listening.fileno(), 3)
            os.set_inheritable(3, True)
            os.execve(program, serve_command(folder),
                      dict(os.environ, LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), NOTIFY_SOCKET=str(folder / "notify")))
        finally:
            os._exit(127)
    os.close(output)
    try:
        said = notices.recv(4096).decode()
        report("READY=1" in said.split("\n"), "a server that was asked to says when it is ready", said)
        answer = health(listening.getsockname()[1])
        report(answer.startswith(b"HTTP/1.1 200"), "it answers at the socket that it was handed", answer)
        os.kill(child, signal.SIGTERM)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        child = None
        report(status == 0, "asked to stop, it ends well", f"{status}\n{(folder / 'output').read_text()}")
    except (OSError, AssertionError) as error:
        report(False, "a server that was handed its socket serves", f"{error}\n{(folder / 'output').read_text()}")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def activate(folder):
    """The first who comes starts it, and is answered."""
    tool = shutil.which("systemd-socket-activate")
    if not tool:
        skip("the first who comes starts the server", "no systemd-socket-activate here")
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with open(folder / "activated", "wb") as log:
        started = subprocess.Popen([tool, "-l", f"127.0.0.1:{port}", *serve_command(folder)], stdout=log, stderr=subprocess.PIPE, text=True)
    try:
        said = started.stderr.readline()  # "Listening on …": from here on somebody may come
        answer = health(port)
        report(answer.startswith(b"HTTP/1.1 200"), "the first who comes starts the server, and is answered",
               f"{said}{answer!r}\n{(folder / 'activated').read_text()}")
    except OSError as error:
        report(False, "the first who comes starts the server, and is answered", f"{error}\n{said}")
    finally:
        started.terminate()
        started.stderr.close()
        started.wait(60)


with tempfile.TemporaryDirectory(prefix="salve-units.") as place:
    for test in (analyze, analyze_kiosk, hand_over, activate):
        below = pathlib.Path(place) / test.__name__
        below.mkdir()
        test(below)
print(f"1..{number}")
sys.exit(failures > 0)
