"""sqlmap and wapiti against a demo clinic, as its administrator."""
import json, os, re, subprocess, sys, tempfile, time, urllib.parse
from clinic import PASSWORD, Clinic, verdict

program = sys.argv[1]
ENTRIES = [
    "/api/patients?search=a&limit=5&offset=0&sort_by=created_at&sort_order=DESC",
    "/api/visits?status=SCHEDULED&visit_date_gte=2026-01-01&search=a",
    "/api/billing?amount_gt=5&status_in=PAID,PENDING&sort_by=amount",
    "/api/audit-logs?username=admin&action=LOGIN&limit=5",
    "/api/reports/billing?from_date=2026-01-01&to_date=2026-12-31",
]
# What is so over plain HTTP on one machine, where the clinic of this scan is served, and what no
# browser heeds any more.
EXPECTED = [
    "X-XSS-Protection is not set",
    "Strict-Transport-Security is not set",
    "Secure flag is not set in the cookie",
]
# Debian's wapiti 3.0.4 cannot read `-x` with Debian's Python: the pattern is made here.
WAPITI = """
import re
from wapitiCore.net import crawler
crawler.wildcard_translate = lambda address: re.compile(re.escape(address))
from wapitiCore.main.wapiti import wapiti_main
wapiti_main()
"""
# The longest that one address is tried.
PATIENCE_S = 150


def cookie(clinic):
    """The session of the pages, as the form gives it."""
    connection = clinic.connect()
    form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
    connection.request("POST", "/login", form, {"Sec-Fetch-Site": "same-origin",
                       "Content-Type": "application/x-www-form-urlencoded"})
    return re.search("nutrivault_session=[^;]+", connection.getresponse().getheader("Set-Cookie")).group()


with Clinic(program, auth__address_burst=100000, auth__account_burst=100000,
            # Every guess of a scanner would cost a quarter of a second.
            auth__bcrypt_cost=4, auth__access_minutes=1440) as clinic:
    base, injections, tried = f"http://127.0.0.1:{clinic.port}", [], {}
    common = ["--batch", "--flush-session", "--disable-coloring", "--level=2", "--risk=2",
              "--threads=4", "--dbms=SQLite", "--technique=BEUS", "--ignore-code=400,401",
              "--headers", f"Authorization: Bearer {clinic.token}"]
    with tempfile.TemporaryDirectory() as output:
        common += ["--output-dir", output]
        targets = [["-u", base + entry] for entry in ENTRIES]
        login = '{"username":"admin*","password":"x*"}'
        targets.append(["-u", base + "/api/auth/login", "--data", login,
                        "--header", "Content-Type: application/json"])
        for target in targets:
            begun = time.monotonic()
            try:
                done = subprocess.run(["sqlmap", *target, *common], capture_output=True, text=True,
                                      timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                injections.append(f"not finished: {target[1]}")
                continue
            tried[target[1].removeprefix(base)] = f"{time.monotonic() - begun:.0f} s"
            if re.search(r"is vulnerable|identified the following injection", done.stdout):
                injections.append(target[1])
            elif "do not appear to be injectable" not in done.stdout:
                injections.append(f"not finished: {target[1]}: {done.stdout[-600:]}")
        report = f"{output}/wapiti.json"
        done = subprocess.run(["/usr/bin/python3", "-c", WAPITI, "-u", base + "/", "-H", f"Cookie: {cookie(clinic)}",
                        "-H", "Sec-Fetch-Site: same-origin", "-x", base + "/logout", "--scope", "domain", "-f", "json", "-o", report,
                        "--flush-session", "--max-scan-time", "120", "--max-attack-time", "15", "--no-bugreport",
                        "-m", "sql,blindsql,xss,permanentxss,exec,file,crlf,redirect,ssrf,csp,"
                              "http_headers,cookieflags,backup,htaccess,xxe"],
                       capture_output=True, text=True)
        if not os.path.exists(report):
            print(done.stdout[-2000:] + done.stderr[-2000:])
        with open(report) as file:
            report = json.load(file)
    pages, found = report["infos"].get("crawled_pages_nbr"), report["vulnerabilities"]
    for kind, places in found.items():
        for place in places:
            print(f"wapiti: {kind}: {place['method']} {place['path']} {place['info']}")
    def is_expected(place):
        return any(place["info"].startswith(known) for known in EXPECTED)

    found = {kind: [place for place in places if not is_expected(place)]
             for kind, places in found.items()}
    found = {kind: len(places) for kind, places in found.items() if places}
    lives = clinic.login("admin", PASSWORD)[0] == 200
    clinic.log.seek(0)
    panics = clinic.log.read().count("panicked")
verdict({"sqlmap_tried": tried, "sqlmap": injections, "wapiti_pages": pages, "wapiti": found,
         "panics": panics},
        nothing_injected=not injections, nothing_found=not found, lives=lives and panics == 0)
