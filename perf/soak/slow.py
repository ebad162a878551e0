"""slowhttptest in its three forms; the p95 of five other people beside it, against before."""
import re, subprocess, sys, tempfile
from clinic import Clinic, people, quantile, verdict

program, connections = sys.argv[1], sys.argv[2]
SECONDS = 25
FORMS = {
    "slow_heads": ["-H", "-i", "5", "-x", "24"],
    "slow_bodies": ["-B", "-i", "5", "-s", "8192", "-x", "10", "-t", "POST"],
    "slow_reads": ["-X", "-w", "256", "-y", "512", "-n", "5", "-z", "32", "-k", "3"],
}

figures, promises = {}, {}
with Clinic(program) as clinic:
    people(clinic, 3)
    for name, form in FORMS.items():
        path = "/api/openapi.json" if name == "slow_reads" else "/api/auth/login"
        before, lost_before = people(clinic, 10)
        # Lowest priority: it asks its sockets in a busy loop, on a processor that an attacker from
        # elsewhere would not take from the clinic.
        said = tempfile.TemporaryFile("w+")
        attack = subprocess.Popen(
            ["nice", "-n", "19", "slowhttptest", *form, "-c", connections, "-r", "200", "-l", str(SECONDS), "-p", "3",
             "-u", f"http://127.0.0.1:{clinic.port}{path}"],
            stdout=said, stderr=subprocess.STDOUT)
        during, lost = people(clinic, SECONDS - 2)
        # An attack that did not take place proves nothing.
        attack.wait()
        said.seek(0)
        told = re.sub("\x1b\\[[0-9;]*m", "", said.read())
        counts = {kind: max(map(int, re.findall(kind + r":\s+(\d+)", told)), default=0)
                  for kind in ["connected", "closed", "error"]}
        attacked = max(counts["connected"], counts["closed"])
        if attack.returncode not in (0, 1) or attacked < int(connections) // 10:
            sys.exit(f"{name}: slowhttptest ended with {attack.returncode}, {counts}: {told[-500:]}")
        was, is_now = quantile(before, 0.95), quantile(during, 0.95)
        figures[name] = {"p95_before_ms": round(was, 2), "p95_during_ms": round(is_now, 2),
                         "ratio": round(is_now / was, 2), "requests": len(during), "failed": lost,
                         "attackers": attacked}
        promises[name] = is_now <= 2 * was and lost == 0 and lost_before == 0
verdict(figures, **promises)
