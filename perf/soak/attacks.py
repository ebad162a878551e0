"""What callers may cost: each attack beside another user, the server's memory capped at 400 MiB."""
import re
import json, math, multiprocessing, os, random, resource, select, socket, string, sys, threading, time, urllib.parse
from clinic import PASSWORD, Clinic, quantile, verdict
from memory import CAP_MIB, capped

program, seconds = sys.argv[1], int(sys.argv[2])
MOST_MIB, MOST_P95_MS, MOST_MS, MAY_MISS_S, LEAST_RATE = 200, 50, 500, 3, 20
PARALLEL = 8
# The other user has been at work for so long when the attack begins.
CALM = 2
BODY = 1 << 20


def request(path, body, kind, *headers, length=None):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}",
             f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(path, *headers):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers]).encode() + b"\r\n\r\n"


def filled(pair):
    """Pairs up to the largest body."""
    parts, length, number = [], 0, 0
    while length + 64 < BODY:
        parts.append(pair(number))
        length, number = length + len(parts[-1]), number + 1
    return "".join(parts).encode()


def held(port, payloads, until, window=None):
    """Sends each over a connection of its own and leaves it open; reads nothing."""
    poll, waiting = select.epoll(), {}
    for payload in payloads:
        try:
            one = socket.socket()
            one.settimeout(5)
            if window:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
            one.connect(("127.0.0.1", port))
        except OSError:
            continue
        one.setblocking(False)
        waiting[one.fileno()] = [one, memoryview(payload)]
        poll.register(one, select.EPOLLOUT)
        send_some(poll, waiting, 0)
    while time.monotonic() < until:
        send_some(poll, waiting, 0.05)


def send_some(poll, waiting, patience):
    for number, _ in poll.poll(patience, 64):
        one, rest = waiting[number]
        try:
            rest = rest[one.send(rest[:65536]):]
        except BlockingIOError:
            continue
        except OSError:
            rest = b""
        waiting[number][1] = rest
        if not rest:
            poll.unregister(number)


def repeated(port, payloads, until):
    """Sends whole requests one after the other, over some connections at once, and reads answers."""
    turn, lock = iter(payloads), threading.Lock()

    def one():
        while time.monotonic() < until:
            with lock:
                payload = next(turn, None)
            if payload is None:
                return
            try:
                with socket.create_connection(("127.0.0.1", port), 5) as line:
                    line.settimeout(30)
                    line.sendall(payload)
                    line.recv(65536)
            except OSError:
                pass

    threads = [threading.Thread(target=one) for _ in range(PARALLEL)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


def forever(*payloads):
    while True:
        yield from payloads


def another_user(port, token, until, answers):
    """Four clients of somebody with a session, eight requests a second each."""
    times, lock = [], threading.Lock()
    paths = ["/api/patients?limit=20", "/api/visits?limit=20", "/api/billing?limit=20"]

    def one(number):
        turn, line = number, None
        while time.monotonic() < until:
            begun = time.monotonic()
            head = get(f"{paths[turn % 3]}&offset={turn % 50}", f"Authorization: Bearer {token}")
            try:
                # Two of them open a connection for each request.
                line = line if line and number % 2 else socket.create_connection(("127.0.0.1", port), 10)
                line.settimeout(10)
                line.sendall(head)
                is_good = whole_answer(line)
            except OSError:
                is_good, line = False, None
            took = time.monotonic() - begun
            with lock:
                times.append((begun, took * 1000, is_good))
            turn += 1
            time.sleep(max(0, 0.125 - took))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    answers.put(times)


def whole_answer(line):
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            raise OSError("ended")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(l.split(b":")[1]) for l in head.lower().split(b"\r\n") if l.startswith(b"content-length"))
    while len(body) < length:
        body += line.recv(65536)
    return head.startswith(b"HTTP/1.1 200")


def resident_mib(process):
    try:
        with open(f"/proc/{process.pid}/status") as status:
            return next(int(l.split()[1]) for l in status if l.startswith("VmRSS")) / 1024
    except (OSError, StopIteration):
        return 0


def by_second(times, begun):
    seconds = {}
    for at, took, _ in times:
        seconds.setdefault(math.floor(at - begun), []).append(took)
    return seconds


def measured(clinic, token, attack):
    """One attack: what it cost the server, and what another user saw of it."""
    begun, answers = time.monotonic() + CALM, multiprocessing.Queue()
    until = begun + seconds

    def attack_later():
        time.sleep(max(0, begun - time.monotonic()))
        attack(clinic.port, until)

    user = multiprocessing.Process(target=another_user, args=(clinic.port, token, until, answers))
    attacker = multiprocessing.Process(target=attack_later)
    user.start(), attacker.start()
    restarts, most = 0, 0
    while time.monotonic() < until:
        most = max(most, resident_mib(clinic.process))
        if clinic.process.poll() is not None:
            restarts += 1
            clinic.serve()
        time.sleep(0.02)
    times = answers.get(timeout=60)
    user.join(), attacker.terminate(), attacker.join()
    # From the attack's first second on; what was asked in the last may end after it.
    each = {second: took for second, took in by_second(times, begun).items() if 0 <= second < seconds - 1}
    p95 = {second: quantile(took, 0.95) for second, took in each.items()}
    every = [took for took in each.values() for took in took]
    return {"restarts": restarts, "rss_mib": round(most), "p95_ms": round(quantile(every, 0.95), 1),
            "worst_second_ms": round(max(p95.values()), 1), "worst_ms": round(max(every), 1),
            "seconds_above": sum(value > MOST_P95_MS for value in p95.values()),
            "least_rate": min(len(took) for took in each.values()),
            "failed": sum(not good for _, _, good in times)}


def keeps(figure):
    return (figure["restarts"] == 0 and figure["rss_mib"] <= MOST_MIB and figure["failed"] == 0
            and figure["seconds_above"] <= MAY_MISS_S and figure["worst_ms"] <= MOST_MS
            and figure["least_rate"] >= LEAST_RATE)


def attacks(viewer, cookie, assistant, patient):
    form, same = "application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"
    long_head = f"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {'x' * 31000}".encode()
    unfinished = request("/login", b"a" * (BODY - 1), form, same, length=BODY)
    json_kind = "application/json"
    bearer = f"Authorization: Bearer {viewer}"
    words = lambda n: "".join(random.Random(n).choices(string.ascii_lowercase, k=7))
    shapes = {
        "many_fields": filled(lambda n: f"{n:x}=&"),
        "one_field": b"username=" + b"a" * (BODY - 9),
        "empty_names": filled(lambda _: "=&"),
        "percent_coded": filled(lambda n: f"%6{n % 9}{n:x}=%20%41&"),
        "no_signs": filled(lambda n: f"{n:x}&"),
        "colliding": filled(lambda n: f"{'a' * 30}{n:08x}=&"),
    }
    part = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n\r\n"
    text = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
    multipart = (text * (BODY // len(text))).encode()
    parts = (part * 200_000 + "--b--\r\n").encode()
    ends = ["view=month&day=9999-12-01", "view=list&day=9999-12-31", "view=month&day=0001-01-01",
            "view=week&day=-9999-01-01", "view=list&day=-9999-01-01", "view=day&day=9999-12-31"]

    def queries():
        for number in range(10 ** 9):
            cities = ",".join(f"{words(number)}{'c' * 60}{n}" for n in range(90))
            yield get(f"/api/patients?search={words(number)}&city_in={cities}", bearer, "Connection: close")

    close = "Connection: close"
    yield "bodies", lambda port, until: held(port, [unfinished] * 1900, until)
    refused = request("/api/patients", b"a" * (BODY - 1), json_kind, length=BODY)
    yield "bodies_of_nobody", lambda port, until: held(port, [refused] * 1900, until)
    own = request("/account/password", b"a" * (BODY - 1), form, same, f"Cookie: {cookie}", length=BODY)
    yield "bodies_of_a_viewer", lambda port, until: held(port, [own] * 1900, until)
    nothing = request("/login", b"", form, same, length=BODY)
    yield "bodies_without_bytes", lambda port, until: held(port, [nothing] * 1900, until)
    chunks = (f"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: {form}\r\n{same}\r\n"
              "Transfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n" * 150_000).encode()
    yield "tiny_chunks", lambda port, until: held(port, [chunks] * 400, until)
    yield "heads", lambda port, until: held(port, [long_head] * 1500, until)
    for name, body in shapes.items():
        sent = request("/login", body, form, same, close)
        yield f"form_{name}", lambda port, until, sent=sent: repeated(port, forever(sent), until)
    for path, name in [("/login", "form_multipart"), (f"/api/patients/{patient}/documents", "upload_of_nobody")]:
        sent = request(path, multipart, "multipart/form-data; boundary=b", same, close)
        yield name, lambda port, until, sent=sent: repeated(port, forever(sent), until)
    sent = request(f"/api/patients/{patient}/documents", parts, "multipart/form-data; boundary=b",
                   f"Authorization: Bearer {assistant}", close)
    yield "parts", lambda port, until: repeated(port, forever(sent), until)
    values = request("/api/auth/login", b'{"username":[' + b"0," * 500_000 + b"0]}", json_kind, close)
    yield "json_values", lambda port, until: repeated(port, forever(values), until)
    deep = request("/api/auth/login", b'{"username":' + b"[" * 1_000_000, json_kind, close)
    yield "json_depth", lambda port, until: repeated(port, forever(deep), until)
    days = [get(f"/calendar?{end}", f"Cookie: {cookie}", close) for end in ends]
    yield "calendar", lambda port, until: repeated(port, forever(*days), until)
    yield "long_queries", lambda port, until: repeated(port, queries(), until)
    signs = get("/?" + "&" * 30_000, close)
    yield "query_of_signs", lambda port, until: repeated(port, forever(signs), until)
    unread = get("/api/openapi.json") * 100
    yield "unread_answers", lambda port, until: held(port, [unread] * 1900, until, 16384)


def cookie_of(clinic, username):
    form = urllib.parse.urlencode({"username": username, "password": PASSWORD})
    line = clinic.connect()
    line.request("POST", "/login", form, {"Sec-Fetch-Site": "same-origin",
                 "Content-Type": "application/x-www-form-urlencoded"})
    return re.search("nutrivault_session=[^;]+", line.getresponse().getheader("Set-Cookie")).group()


_, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
cap, launch = capped()
print(f"the cap of {CAP_MIB} MiB: {cap}", file=sys.stderr)
only, figures = sys.argv[3:], {}
with Clinic(program, launch=launch, auth__access_minutes=1440, auth__address_burst=100000,
            auth__account_burst=100000) as clinic:
    token = {name: clinic.login(name, PASSWORD)[1]["data"]["accessToken"]
             for name in ("viewer", "assistant")}
    _, listed = clinic.ask(clinic.connect(), "GET", "/api/patients?limit=1")
    patient = json.loads(listed)["data"]["patients"][0]["id"]
    cookie = cookie_of(clinic, "viewer")
    figures["nothing"] = measured(clinic, clinic.token, lambda port, until: None)
    for name, attack in attacks(token["viewer"], cookie, token["assistant"], patient):
        if not only or name in only:
            figures[name] = measured(clinic, clinic.token, attack)
            print(name, json.dumps(figures[name]), file=sys.stderr, flush=True)
    ended = clinic.close()
verdict({"cap": cap, "attacks": figures}, ended=ended == 0,
        **{name: keeps(figure) for name, figure in figures.items()})
