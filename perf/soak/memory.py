"""A server whose memory is capped, by whatever this machine offers for it."""
import os, resource, shutil, subprocess

CAP_MIB = 400
CAP = CAP_MIB * 1024 * 1024
ROOT = "/sys/fs/cgroup"


def capped():
    """How the cap is set, in words, and what starts a program under it."""
    for way in (by_systemd, by_hand, by_limit):
        if found := way():
            return found


def by_systemd():
    """A scope of the service manager."""
    if not os.path.isdir("/run/systemd/system") or not shutil.which("systemd-run"):
        return None
    scope = ["systemd-run", "--scope", "--quiet", *([] if os.geteuid() == 0 else ["--user"]),
             "-p", f"MemoryMax={CAP_MIB}M", "-p", "MemorySwapMax=0"]
    if subprocess.run([*scope, "true"], capture_output=True).returncode:
        return None
    return "a scope of systemd", lambda command, **more: subprocess.Popen([*scope, *command], **more)


def by_hand():
    """A control group of version 2 of our own."""
    group = f"{ROOT}/nutrivault-soak-{os.getpid()}"
    try:
        with open(f"{ROOT}/cgroup.subtree_control") as controllers:
            if "memory" not in controllers.read():
                return None
        os.mkdir(group)
        for name, value in [("memory.max", CAP), ("memory.swap.max", 0)]:
            with open(f"{group}/{name}", "w") as file:
                file.write(str(value))
    except OSError:
        return None

    def enter():
        with open(f"{group}/cgroup.procs", "w") as file:
            file.write(str(os.getpid()))

    def launch(command, **more):
        return subprocess.Popen(command, preexec_fn=enter, **more)

    return "a control group", launch


def by_limit():
    """The writable memory of the process; what the system holds for it is not in this cap."""
    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (CAP, CAP))

    def launch(command, **more):
        return subprocess.Popen(command, preexec_fn=limit, **more)

    return "RLIMIT_DATA alone: neither systemd nor control groups of version 2 here", launch
