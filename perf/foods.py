#!/usr/bin/env python3
"""What an import of foods costs the clinic: answers of the API before and meanwhile, and the server's memory.

    perf/foods.py target/release/nutrivault TABLE [TABLE …]

starts a demo clinic of its own on a free port, asks for patients, foods and notes of a visit without
pause, imports each table by the command line and prints the times (ms) and the greatest memory (MB).
"""
import json, os, random, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

program, tables = os.path.abspath(sys.argv[1]), sys.argv[2:]
folder = tempfile.TemporaryDirectory(prefix="foods-perf-")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
environment = {**os.environ, "NUTRIVAULT_DATA": folder.name, "NUTRIVAULT_PORT": str(port), "NUTRIVAULT_LOG_LEVEL": "error"}
subprocess.run([program, "demo", "--patients", "500", "--visits", "2000", "--invoices", "500", "--audit", "500"], env=environment, check=True, stdout=subprocess.DEVNULL)
server = subprocess.Popen([program, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
base = f"http://127.0.0.1:{port}"


def ask(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method), timeout=30) as answer:
        return json.load(answer)


for _ in range(100):
    try:
        ask("GET", "/health")
        break
    except OSError:
        time.sleep(0.1)
token = ask("POST", "/api/auth/login", {"username": "admin", "password": "NutriVault-demo-1"})["data"]["accessToken"]
patient = ask("GET", "/api/patients?limit=1", token=token)["data"]["patients"][0]["id"]
times = {"read": [], "search": [], "write": []}
greatest, is_over = 0, False


def measure():
    global greatest
    count = 0
    while not is_over:
        count += 1
        acts = {
            "read": lambda: ask("GET", f"/api/patients?limit=20&offset={count % 400}", token=token),
            "search": lambda: ask("GET", f"/api/foods?search={'po pom appl carr milk'.split()[count % 5]}", token=token),
            "write": lambda: ask("PUT", f"/api/patients/{patient}", {"city": f"City {count}"}, token),
        }
        # In no fixed order and with no fixed pause: else the asking beats in time with the writing.
        for name, act in random.sample(list(acts.items()), len(acts)):
            begun = time.perf_counter()
            act()
            times[name].append((time.perf_counter() - begun) * 1000)
        for line in open(f"/proc/{server.pid}/status"):
            if line.startswith("VmRSS"):
                greatest = max(greatest, int(line.split()[1]) // 1024)
        time.sleep(random.uniform(0, 0.01))


def told(when):
    for name, all_of in times.items():
        some = sorted(all_of)
        print(f"  {when} {name:<7} n {len(some):>5}  p50 {some[len(some) // 2]:.1f}  p95 {some[len(some) * 95 // 100]:.1f}  max {some[-1]:.1f}")
        all_of.clear()


try:
    watcher = threading.Thread(target=measure, daemon=True)
    watcher.start()
    time.sleep(5)
    told("before   ")
    for table in tables:
        begun = time.perf_counter()
        out = subprocess.run([program, "foods", "import", table], env=environment, check=True, capture_output=True, text=True).stdout
        print(f"{os.path.basename(table)}: {time.perf_counter() - begun:.1f} s: {' | '.join(out.splitlines()[:2])}")
        told("meanwhile")
    print(f"greatest memory {greatest} MB")
finally:
    is_over = True
    server.send_signal(signal.SIGTERM)
    server.wait(20)
