"""A demo clinic on a port of its own, and people who use it."""
import contextlib, http.client, json, os, shutil, socket, subprocess, sys, tempfile, threading, time

PASSWORD = "Measured-clinic-1"


class Clinic:
    def __init__(self, program, launch=subprocess.Popen, **settings):
        self.folder = tempfile.mkdtemp()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {f"NUTRIVAULT_{key.upper()}": str(value) for key, value in settings.items()}
        environment = {**os.environ, "NUTRIVAULT_DATA": f"{self.folder}/data",
                       "NUTRIVAULT_PORT": str(self.port), "NUTRIVAULT_LOG_LEVEL": "warn", **settings}
        sizes = ["--patients", "200", "--visits", "600", "--invoices", "300", "--audit", "200"]
        subprocess.run([program, "demo", "--password", PASSWORD, *sizes], env=environment,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = open(f"{self.folder}/log", "w+")
        self.serve = lambda: self.listening(launch, program, environment)
        self.serve()
        self.token = self.login("admin", PASSWORD)[1]["data"]["accessToken"]

    def listening(self, launch, program, environment):
        """Starts the server, again if it has ended; returns once it listens."""
        self.process = launch([program, "serve"], env=environment,
                              stdout=subprocess.PIPE, stderr=self.log, text=True)
        for line in self.process.stdout:
            if line.startswith("NutriVault listens"):
                break

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, connection, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"], body = "application/json", json.dumps(body)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def login(self, username, password):
        connection = self.connect()
        body = json.dumps({"username": username, "password": password})
        connection.request("POST", "/api/auth/login", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self):
        self.process.terminate()
        code = self.process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.close()


def quantile(times, part):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))]


def people(clinic, seconds, count=5):
    """Times of answers, in ms, and how many failed; each request comes over a new connection."""
    times, failed, lock = [], [0], threading.Lock()
    end = time.monotonic() + seconds

    def one(number):
        paths = ["/api/patients?limit=20", "/api/visits?limit=20", "/api/billing?limit=20"]
        turn = number
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                connection = clinic.connect()
                status, _ = clinic.ask(connection, "GET", f"{paths[turn % 3]}&offset={turn % 50}")
                connection.close()
            except OSError:
                status = 0
            took = (time.monotonic() - begun) * 1000
            with lock:
                times.append(took)
                failed[0] += status != 200
            turn += 1
            time.sleep(0.02)

    threads = [threading.Thread(target=one, args=(number * 7,)) for number in range(count)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return times, failed[0]


def verdict(figures, **promises):
    """Prints the figures and ends with 1 if a promise is broken."""
    print(json.dumps({**figures, "broken": [name for name, kept in promises.items() if not kept]}))
    sys.exit(0 if all(promises.values()) else 1)
