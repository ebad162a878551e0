#!/usr/bin/env python3
"""What a person at the desk types, asked of a usual clinic and of one that has grown, in turns.

  perf/search.py PORT PORT [ROUNDS]   two servers over demo clinics, the usual one first, both without
                                      a cache (NUTRIVAULT_CACHE__SHORT_TTL=0 and its two neighbours)

Prints, of /api/search and of the pages' /search, the p95 of both and their ratio, and each text with
its median in both, the slowest first: that is where to look."""
import http.client, json, re, statistics, sys, time, urllib.parse

PASSWORD = "Measured-clinic-1"
TYPED = [
    # Whole names, beginnings, both orders, run together, several words, signs between.
    "martin", "dupont", "camille dupont", "dupont camille", "cam dup", "camilledupont", "mar", "lef",
    "an", "m", "munoz", "garcialopez", "o'brien", "obrien", "jean luc", "jeanluc mar", "n'diaye",
    "saint exupery", "van der berg", "le guen", "de la", "benaissa itziar", "muller j",
    "camille dupont martin", "marie curie", "山田", "山田 浩二",
    # Slips of the fingers, and what nobody is called.
    "dupnot", "marrtin", "lefevbre", "camile dupond", "guegen", "schrodar", "moreua claire", "zzyzx",
    # Numbers, dates, e-mails, and names beside them.
    "0155501234", "+33 1 55 50 12", "5501", "06 12", "12/05/1985", "12 May 1985", "martin 1985",
    "1985", "martin 5501", "INV-2026-000123", "2026-123", "000123", "example", "@example", "contact2",
]


class Desk:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        body = json.dumps({"username": "admin", "password": PASSWORD})
        headers = {"Content-Type": "application/json"}
        self.connection.request("POST", "/api/auth/login", body, headers)
        answer = self.connection.getresponse()
        data = json.loads(answer.read())["data"]
        form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self.connection.request("POST", "/login", form, headers)
        page = self.connection.getresponse()
        page.read()
        cookies = "; ".join(
            value.split(";")[0] for name, value in page.getheaders() if name.lower() == "set-cookie")
        self.api = {"Authorization": f"Bearer {data['accessToken']}"}
        self.pages = {"Cookie": cookies, "Accept": "text/html"}

    def ask(self, path, headers):
        """Milliseconds that the server took; of a page, which does not say so, those of its way."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        way = (time.perf_counter() - begun) * 1000
        location = answer.getheader("Location") or ""
        if answer.status not in (200, 303) or "login" in location:
            sys.exit(f"{path}: {answer.status} {location}")
        took = re.search(r"app;dur=([\d.]+)", answer.getheader("Server-Timing") or "")
        return float(took.group(1)) if took else way


def p95(times):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * 0.95))]


def main():
    usual, grown = (Desk(int(port)) for port in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    for name, path in [("/api/search", "/api/search?q="), ("/search", "/search?search=")]:
        times = {typed: ([], []) for typed in TYPED}
        for turn in range(rounds + 1):
            for typed in TYPED:
                for desk, kept in zip((usual, grown), times[typed]):
                    headers = desk.api if path.startswith("/api") else desk.pages
                    took = desk.ask(path + urllib.parse.quote(typed), headers)
                    # The first round is for the page caches.
                    if turn:
                        kept.append(took)
        few, many = (p95([ms for kept in times.values() for ms in kept[side]]) for side in (0, 1))
        print(f"{name}: p95 {few:.2f} ms, grown {many:.2f} ms, ratio {many / few:.2f}")
        medians = {typed: [statistics.median(side) for side in kept] for typed, kept in times.items()}
        for typed in sorted(medians, key=lambda typed: -medians[typed][1]):
            print(f"  {medians[typed][0]:8.2f} {medians[typed][1]:8.2f}  {typed}")


main()
