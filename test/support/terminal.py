"""Runs a command on a terminal of its own. SIGINT is typed there as Ctrl-C; SIGTERM is sent to the command."""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])

signal.signal(signal.SIGINT, lambda *_: os.write(terminal, b"\x03"))
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
while True:
    try:
        output = os.read(terminal, 65536)
    except OSError:  # Linux: the other side is closed.
        break
    if not output:
        break
    os.write(1, output)
_, status = os.waitpid(pid, 0)
if os.WIFSIGNALED(status):
    print(f"ended by signal {os.WTERMSIG(status)}", file=sys.stderr)
    sys.exit(255)
sys.exit(os.WEXITSTATUS(status))
