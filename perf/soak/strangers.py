"""What a flood of refused logins and made-up tokens of one address leaves, and who gets in meanwhile."""
import http.client, json, sqlite3, sys, threading, time, urllib.parse
from clinic import PASSWORD, Clinic, verdict

program, total = sys.argv[1], int(sys.argv[2])
SOURCES = 8


def request(clinic, method, path, body, headers):
    connection = clinic.connect()
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        connection.close()


def enter(clinic, cookie):
    form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
               "Accept": "text/html"}
    if cookie:
        headers["Cookie"] = cookie
    return request(clinic, "POST", "/login", form, headers)


def trail(clinic):
    with sqlite3.connect(f"file:{clinic.folder}/data/nutrivault.db?mode=ro", uri=True) as database:
        ask = lambda question: database.execute(question).fetchone()[0]
        return (ask("SELECT count(*) FROM audit_logs WHERE status = 'FAILURE'"),
                ask("PRAGMA page_count") * ask("PRAGMA page_size"))


def guesses(clinic, share, answered):
    connection = clinic.connect()
    for number in share:
        if number % 2:
            path, body = "/api/auth/refresh", {"refreshToken": f"{number:043}"}
        else:
            path, body = "/api/auth/login", {"username": f"nobody{number}", "password": "guess"}
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            answered.append(answer.status)
        except (OSError, http.client.HTTPException):
            connection.close()
            connection = clinic.connect()


with Clinic(program) as clinic:
    status, headers = enter(clinic, None)
    assert status == 303, status
    known = next(value.split(";")[0] for name, value in headers.items()
                 if name.lower() == "set-cookie" and value.startswith("nutrivault_browser="))
    rows_before, size_before = trail(clinic)
    answered, began = [], time.monotonic()
    attackers = [threading.Thread(target=guesses, args=(clinic, range(n, total, SOURCES), answered))
                 for n in range(SOURCES)]
    for attacker in attackers:
        attacker.start()
    colleague, stranger = [], []
    while any(attacker.is_alive() for attacker in attackers):
        colleague.append(enter(clinic, known)[0])
        stranger.append(enter(clinic, None)[0])
        time.sleep(0.5)
    lasted = time.monotonic() - began
    heard_after = None
    for second in range(11):
        if enter(clinic, None)[0] == 303:
            heard_after = round(time.monotonic() - began - lasted, 1)
            break
        time.sleep(1)
    # Those of the last minute are told when it is over.
    time.sleep(66)
    rows, size = trail(clinic)
    refused = rows - rows_before
verdict({"attempts": len(answered), "seconds": round(lasted, 1), "rows_of_refusals": refused,
         "bytes": size - size_before, "colleague_logins": len(colleague),
         "colleague_refused": len(colleague) - colleague.count(303), "heard_after_s": heard_after},
        few_rows=refused < 100, small=size - size_before < 1024 * 1024,
        colleague_gets_in=colleague.count(303) == len(colleague),
        heard_again=heard_after is not None)
