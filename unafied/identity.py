"""What a child does between fork and exec: die with its parent, and stop being root where root is refused."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

type Become = Callable[[], None]

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2  # <linux/prctl.h>
CAP_DAC_OVERRIDE = 1  # <linux/capability.h>
CAPABILITY_VERSION_3 = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


def tied_to_parent(signal_number: signal.Signals, become: Become) -> Become:
    """Return what makes a child send itself `signal_number` when the thread that started it dies."""
    parent = os.getpid()

    def tie() -> None:
        become()  # first: a change of identity cuts the tie
        die_with_parent(signal_number)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def die_with_parent(signal_number: signal.Signals) -> None:
    """Have the kernel send us `signal_number` when the thread that started us dies; Linux only."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def stay() -> None:
    """Remain who we are."""


def unprivileged(folder: Path, program: Path) -> Become:
    """Return what lets a child of root own `folder` and run `program` without being root.

    A folder of somebody else's is served as that somebody. Else root enters a user namespace, where it is
    somebody else and still the owner of its files. Where the kernel forbids that, as in most containers, the
    folder is given to `nobody`.
    """
    if os.geteuid() != 0:
        return stay
    if folder.stat().st_uid == 0:
        if _can_use(enter_namespace, folder, program):
            return enter_namespace
        _give(folder, pwd.getpwnam("nobody"))
    owner = folder.stat()
    return partial(drop_to, owner.st_uid, owner.st_gid)


def enter_namespace() -> None:
    """Become `nobody` inside a new user namespace, and stay root's equal for files outside of it."""
    nobody = pwd.getpwnam("nobody")
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{nobody.pw_uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{nobody.pw_gid} 0 1")


def drop_to(user: int, group: int) -> None:
    """Become a user for good, but keep root's right to pass folders closed to others, such as /root."""
    _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    kept = (ctypes.c_uint32 * 6)(*[1 << CAP_DAC_OVERRIDE] * 3, 0, 0, 0)
    if _libc.capset(header, kept) == 0:
        _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _can_use(become: Become, folder: Path, program: Path) -> bool:
    probe = ["test", "-w", str(folder), "-a", "-x", str(program)]
    try:
        return subprocess.run(probe, preexec_fn=become, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _give(folder: Path, user: pwd.struct_passwd) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
