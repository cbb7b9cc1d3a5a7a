"""A vendor of interviews for the interview bridge: Python 3, standard library only. The README says how to run it."""

import base64, hashlib, hmac, json, os, pathlib, re, threading, time, urllib.request, uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, STORE = int(os.environ.get("PORT", "4000")), os.environ.get("STORE", "interviews.json")
TOKEN, SECRET = os.environ["VENDOR_TOKEN"], os.environ["VENDOR_WEBHOOK_SECRET"]
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://localhost:{PORT}")
INVITED_BY = os.environ.get("INVITED_BY", "vendor")
CANDIDATE_PAGE = pathlib.Path(__file__).with_name("candidate.html").read_text(encoding="utf-8")

TEMPLATES = [
    {"id": "support", "name": "Customer support, first conversation"},
    {"id": "engineer", "name": "Software engineer, screening"},
]

# By the bridge's id: what was asked for, and the interview as it is. In your server: a table.
rows = json.load(open(STORE, encoding="utf-8")) if os.path.exists(STORE) else {}
lock = threading.Lock()


def save():
    with open(f"{STORE}.new", "w", encoding="utf-8") as file:
        json.dump(rows, file)
    os.replace(f"{STORE}.new", STORE)


def invite(id, body):
    """Idempotent: the same again answers the same and mails no one."""
    candidate = body.get("candidate")
    if not isinstance(candidate, dict) or not candidate.get("first_name") or not candidate.get("email"):
        return problem(400, "candidate should have first_name and email")
    if not re.fullmatch(r"\S+@\S+", str(candidate["email"])):
        return problem(422, "This is no e-mail address")
    if not body.get("notify_url") or not body.get("expires_at"):
        return problem(400, "notify_url and expires_at are missing")
    template_id = body.get("template_id")
    if not any(template["id"] == template_id for template in TEMPLATES):
        return problem(404, "Unknown template")
    known = rows.get(id)
    if known and (known["template_id"], known["email"]) != (template_id, candidate["email"]):
        return problem(409, "This id has another person or template")
    if not known:
        rows[id] = {"id": id, "key": str(uuid.uuid4()), "template_id": template_id, "email": candidate["email"],
                    "notify_url": body["notify_url"], "interview": {"status": "invited"}}
        save()
    link = f"{PUBLIC_URL}/i/{rows[id]['key']}"
    if not known and INVITED_BY == "vendor":
        print(f"Invited: {link}", flush=True)  # In place of an e-mail.
    return (200 if known else 201), {"invited_by": INVITED_BY, "link": link}


def withdraw(row):
    if row and row["interview"]["status"] == "completed":
        return problem(409, "It is completed")
    if row and row["interview"]["status"] != "cancelled":
        change(row, {"status": "cancelled"})
    return 204, None


def sit_interview(key, changes):
    """GET /i/<key> is a page, POST takes any fields of an interview. Yours is a real interview."""
    row = next((row for row in rows.values() if hmac.compare_digest(row["key"].encode(), key.encode())), None)
    if not row or row["interview"]["status"] == "cancelled":
        return problem(404, "This link does not work")
    if changes is not None:
        change(row, changes)
    return 200, CANDIDATE_PAGE if changes is None else row["interview"]


def change(row, changes):
    """Stored first, then sent: if this process dies in between, the bridge asks."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    row["interview"] = {**row["interview"], **changes, "updated_at": now}
    save()
    content = {"interview_id": row["id"], "interview": row["interview"]}
    threading.Thread(target=notify, args=(row["notify_url"], json.dumps(content).encode()), daemon=True).start()


def notify(url, body):
    """Tried again as long as it can help: the id stays, the time and so the signature are those of each try."""
    id = f"msg_{uuid.uuid4()}"
    for wait in (0, 1, 10, 60, 600):
        time.sleep(wait)
        headers = {"content-type": "application/json", **sign(id, body)}
        try:
            urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST"), timeout=15).close()
            return
        except OSError as error:
            if getattr(error, "code", None) in (400, 401, 404, 413):
                return


def sign(id, body):
    """Standard Webhooks: https://www.standardwebhooks.com"""
    timestamp = str(int(time.time()))
    key = base64.b64decode(SECRET[6:]) if SECRET.startswith("whsec_") else SECRET.encode()
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def problem(status, message):
    return status, {"message": message}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        except ValueError:
            body = None
        with lock:
            status, answer = self.answer_to(self.path.split("?")[0].split("/")[1:], body)
        data = b"" if answer is None else (answer if answer is CANDIDATE_PAGE else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8" if answer is CANDIDATE_PAGE else "application/json")
        if status != 204:
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def answer_to(self, path, body):
        if self.command in ("GET", "POST") and len(path) == 2 and path[0] == "i" and isinstance(body, dict):
            return sit_interview(path[1], body if self.command == "POST" else None)
        if not hmac.compare_digest((self.headers.get("authorization") or "").encode(), f"Bearer {TOKEN}".encode()):
            return problem(401, "Another token")
        if self.command == "GET" and path == ["templates"]:
            return 200, {"templates": TEMPLATES}
        if len(path) != 2 or path[0] != "interviews" or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", path[1]):
            return problem(404, "Not found")
        row = rows.get(path[1])
        if self.command == "PUT":
            return invite(path[1], body) if isinstance(body, dict) else problem(400, "The body should be a JSON object")
        if self.command == "GET":
            return (200, row["interview"]) if row else problem(404, "Unknown interview")
        return withdraw(row) if self.command == "DELETE" else problem(405, "Not allowed")

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("", PORT), Handler)
print(f"Listening on {PORT}", flush=True)
server.serve_forever()
