"""sqlmap and wapiti against a demo clinic, as its administrator."""
import json, re, subprocess, sys, tempfile, urllib.parse
from clinic import PASSWORD, Clinic, verdict

program = sys.argv[1]
ENTRIES = [
    "/api/patients?search=a&limit=5&offset=0&sort_by=created_at&sort_order=DESC",
    "/api/visits?status=SCHEDULED&visit_date_gte=2026-01-01&search=a",
    "/api/billing?amount_gt=5&status_in=PAID,PENDING&sort_by=amount",
    "/api/audit-logs?username=admin&action=LOGIN&limit=5",
    "/api/reports/billing?from_date=2026-01-01&to_date=2026-12-31",
]



def cookie(clinic):
    """The session of the pages, as the form gives it."""
    connection = clinic.connect()
    form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
    connection.request("POST", "/login", form, {"Sec-Fetch-Site": "same-origin",
                       "Content-Type": "application/x-www-form-urlencoded"})
    return connection.getresponse().getheader("Set-Cookie").split(";")[0]


with Clinic(program, auth__address_burst=100000, auth__account_burst=100000) as clinic:
    base, injections = f"http://127.0.0.1:{clinic.port}", []
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
            done = subprocess.run(["sqlmap", *target, *common], capture_output=True, text=True)
            if re.search(r"is vulnerable|identified the following injection", done.stdout):
                injections.append(target[1])
            elif "do not appear to be injectable" not in done.stdout:
                injections.append(f"not finished: {target[1]}: {done.stdout[-600:]}")
        report = f"{output}/wapiti.json"
        subprocess.run(["wapiti", "-u", base + "/", "-H", f"Cookie: {cookie(clinic)}",
                        "-H", "Sec-Fetch-Site: same-origin", "-x", base + "/logout", "--scope", "domain", "-f", "json", "-o", report,
                        "--flush-session", "--max-scan-time", "5", "--no-bugreport",
                        "-m", "sql,blindsql,xss,permanentxss,exec,file,crlf,redirect,ssrf,csp,"
                              "http_headers,cookieflags,backup,htaccess,xxe"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(report) as file:
            found = json.load(file)["vulnerabilities"]
    found = {kind: len(places) for kind, places in found.items() if places}
    lives = clinic.login("admin", PASSWORD)[0] == 200
    clinic.log.seek(0)
    panics = clinic.log.read().count("panicked")
verdict({"sqlmap": injections, "wapiti": found, "panics": panics},
        nothing_injected=not injections, nothing_found=not found, lives=lives and panics == 0)
