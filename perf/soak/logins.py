"""Whether the time of a refused login tells a known user from an unknown one."""
import statistics, sys, time
from clinic import Clinic, verdict

program, rounds = sys.argv[1], int(sys.argv[2])
# The throttle would slow both down alike: it is put out of the way.
with Clinic(program, auth__address_burst=100000, auth__account_burst=100000) as clinic:
    times = {"known": [], "unknown": []}
    for number in range(rounds):
        for kind, username in [("known", "admin"), ("unknown", f"nobody{number}")]:
            begun = time.monotonic()
            status, answer = clinic.login(username, "Wrong-password-1")
            times[kind].append((time.monotonic() - begun) * 1000)
            assert (status, answer["error"]["code"]) == (401, "INVALID_CREDENTIALS"), answer
known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
difference = abs(known - unknown) / known
verdict({"known_ms": round(known, 2), "unknown_ms": round(unknown, 2),
         "difference": round(difference, 4)}, alike=difference <= 0.10)
