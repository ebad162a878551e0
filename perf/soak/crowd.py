"""Silent connections at once, far more than there are places; the p95 of others beside them."""
import resource, socket, sys, time
from clinic import Clinic, people, quantile, verdict

program, wanted = sys.argv[1], int(sys.argv[2])
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
wanted = min(wanted, most - 500)

with Clinic(program, gate__connections=2000, gate__per_address=2000) as clinic:
    people(clinic, 3)
    before, _ = people(clinic, 10)
    crowd, refused, begun = [], 0, time.monotonic()
    for number in range(wanted):
        try:
            # Each thousand from an address of its own.
            crowd.append(socket.create_connection(("127.0.0.1", clinic.port), 5,
                                                  (f"127.0.{number // 1000 + 1}.1", 0)))
        except OSError:
            refused += 1
    took = time.monotonic() - begun
    during, lost = people(clinic, 8)
    [connection.close() for connection in crowd]
    after, lost_after = people(clinic, 5)
    was, is_now = quantile(before, 0.95), quantile(during, 0.95)
    code = clinic.close()
verdict({"connections": wanted, "refused": refused, "opened_in_s": round(took, 1),
         "p95_before_ms": round(was, 2), "p95_during_ms": round(is_now, 2),
         "p95_after_ms": round(quantile(after, 0.95), 2), "failed": lost + lost_after},
        p95=is_now <= 2 * was, served=lost + lost_after == 0, ended=code == 0)
