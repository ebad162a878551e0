#!/usr/bin/env python3
"""What planning meals costs among many foods: search, a plan's opening and its saving, uncached.

    perf/plans.py target/release/nutrivault TABLE ABBREV_FOLDER

starts a demo clinic of its own on a free port, imports the table, then the folder's SR ASCII foods
grown to 8,463 and, under other codes, to 25,000 foods in all; prints how long each import took and how
long, without a cache, until an answer is here: the search of foods by page and by API, a plan of 7 days
of 6 meals of 5 items by API and page with their bytes, and a save of it.
"""
import http.client, json, os, signal, socket, subprocess, sys, tempfile, time, urllib.parse

PASSWORD = "NutriVault-demo-1"
OFFICIAL, ALL = 8_463, 25_000
TYPED = ["po", "pom", "pomme", "app", "appl", "apple raw", "carot", "carr", "milk who", "lait", "lait ecr", "chick",
         "poulet roti", "riz cuit", "rice", "yog", "yaourt nat", "bread", "pain complet", "oliv", "huile olive", "chese",
         "tomte", "a", "eg", "egg", "oeuf dur", "butter", "beurre", "saum"]

program, table, small = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
folder = tempfile.TemporaryDirectory(prefix="plans-perf-")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
environment = {**os.environ, "NUTRIVAULT_DATA": os.path.join(folder.name, "data"), "NUTRIVAULT_PORT": str(port),
               "NUTRIVAULT_LOG_LEVEL": "error", "NUTRIVAULT_CACHE__SHORT_TTL": "0", "NUTRIVAULT_CACHE__MEDIUM_TTL": "0",
               "NUTRIVAULT_CACHE__LONG_TTL": "0"}


def run(*words):
    return subprocess.run([program, *words], env=environment, check=True, capture_output=True, text=True).stdout


def grown(count, name):
    """The folder's foods again and again under codes of their own, until they are so many."""
    to = os.path.join(folder.name, name)
    os.mkdir(to)
    for file in os.listdir(small):
        lines = open(os.path.join(small, file), encoding="latin-1").read().splitlines()
        codes = list(dict.fromkeys(line.split("^")[0] for line in lines))
        with open(os.path.join(to, file), "w", encoding="latin-1", newline="") as out:
            made = 0
            while made < count:
                some = dict(zip(codes[: count - made], range(made + 10_000, made + 10_000 + len(codes))))
                for line in lines:
                    code, rest = line.split("^", 1)
                    if code in some:
                        out.write(f"~{some[code]:05}~^{rest}\r\n")
                made += len(some)
    return to


def p95(times):
    times = sorted(times)
    return f"p50 {times[len(times) // 2]:.2f} p95 {times[len(times) * 95 // 100]:.2f} max {times[-1]:.2f} ms"


class Desk:
    def __init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        body = json.dumps({"username": "admin", "password": PASSWORD})
        token = self.send("POST", "/api/auth/login", {"Content-Type": "application/json"}, body)[0]
        self.api = {"Authorization": f"Bearer {json.loads(token)['data']['accessToken']}", "Content-Type": "application/json"}
        form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        heads = self.send("POST", "/login", headers, form)[2]
        cookies = "; ".join(value.split(";")[0] for name, value in heads if name.lower() == "set-cookie")
        self.page = {"Cookie": cookies, "Accept": "text/html"}

    def send(self, method, path, headers, body=None):
        """The answer, the milliseconds until all of it was here, and the heads."""
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        read = answer.read()
        took = (time.perf_counter() - begun) * 1000
        if answer.status not in (200, 201, 303):
            sys.exit(f"{method} {path}: {answer.status} {read[:300]}")
        return read, took, answer.getheaders()

    def times(self, path, headers, rounds):
        self.send("GET", path, headers)
        return [self.send("GET", path, headers)[1] for _ in range(rounds)]


server = None
try:
    run("demo", "--patients", "500", "--visits", "2000", "--invoices", "500", "--audit", "500")
    server = subprocess.Popen([program, "serve"], env=environment, stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    official = grown(OFFICIAL, "official")
    for what in (table, official):
        begun = time.perf_counter()
        told = run("foods", "import", what)
        print(f"{os.path.basename(what)}: {time.perf_counter() - begun:.1f} s: {told.splitlines()[0]}")
    desk = Desk()
    foods = json.loads(desk.send("GET", "/api/foods?limit=100", desk.api)[0])
    have = foods["data"]["total"]
    more = grown(OFFICIAL + ALL - have, "more")
    print(run("foods", "import", more).splitlines()[0])
    have = json.loads(desk.send("GET", "/api/foods?limit=1", desk.api)[0])["data"]["total"]
    print(f"foods: {have}")
    for name, path, headers in [("search of foods by API", "/api/foods?search=", desk.api),
                                ("search of foods by page", "/foods?search=", desk.page)]:
        times = {typed: desk.times(path + urllib.parse.quote(typed), headers, 20) for typed in TYPED}
        print(f"{name}: {p95([ms for some in times.values() for ms in some])}")
        slow = sorted(times, key=lambda typed: -max(times[typed]))[:4]
        print("   slowest: " + ", ".join(f"{typed} {sorted(times[typed])[10]:.2f}" for typed in slow))
    # Apples alone would be read once and kept: a hundred foods of all groups.
    page = json.loads(desk.send("GET", "/api/foods?limit=100&search=a", desk.api)[0])
    ids = [food["id"] for food in next(iter(value for value in page["data"].values() if isinstance(value, list)))]
    patient = json.loads(desk.send("GET", "/api/patients?limit=1", desk.api)[0])["data"]["patients"][0]["id"]
    meals = ["Breakfast", "Snack", "Lunch", "Tea", "Dinner", "Late"]
    plan = {"patient_id": patient, "title": "Seven days of six meals", "targets": [], "days": [
        {"label": f"Day {day + 1}", "meals": [
            {"name": meal, "items": [{"food_id": ids[(day * 30 + at * 5 + item) % len(ids)], "grams": 50 + 7 * item}
                                     for item in range(5)]} for at, meal in enumerate(meals)]} for day in range(7)]}
    made = json.loads(desk.send("POST", "/api/plans", desk.api, json.dumps(plan))[0])["data"]
    made = made.get("plan", made)
    of_api = desk.times(f"/api/plans/{made['id']}", desk.api, 40)
    of_page = desk.times(f"/plans/{made['id']}", desk.page, 40)
    print(f"a plan of 7 × 6 × 5 by API: {p95(of_api)}")
    print(f"the same by page: {p95(of_page)}, {sorted(of_page)[20] / sorted(of_api)[20]:.2f} × its JSON")
    whole = desk.send("GET", f"/api/plans/{made['id']}", desk.api)[0]
    print(f"its JSON: {len(whole) // 1024} kB")
    shown = desk.send("GET", f"/plans/{made['id']}", desk.page | {"Accept-Encoding": "gzip"})
    print(f"its page: {len(shown[0])} bytes as sent")
    saves = []
    for turn in range(20):
        plan |= {"title": f"Seven days, {turn}", "version": made["version"]}
        answer = desk.send("PUT", f"/api/plans/{made['id']}", desk.api, json.dumps(plan))
        made = json.loads(answer[0])["data"]
        made = made.get("plan", made)
        saves.append(answer[1])
    print(f"a save of all of it: {p95(saves)}")
finally:
    if server:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
