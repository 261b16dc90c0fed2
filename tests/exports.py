"""Exports as a client reads them: whole, row by row, or only as far as it got."""

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

from payoutd_client import RawConnection, body_of, parse_json

EXPORT = "/api/v1/payouts/export"
CSV_COLUMNS = [
    *["id", "reference_id", "status", "amount", "currency", "fees", "total_amount"],
    *["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"],
    *["beneficiary_country", "beneficiary_phone", "failure_code", "failure_reason"],
    *["description", "created_at", "updated_at", "queued_at", "submitted_at", "completed_at"],
    *["failed_at", "cancelled_at", "expired_at"],
]
FORMULA = tuple("=+-@\t\r\n")


def export(partner, headers=None, **params):
    """An export, which must be answered with 200 and to its end."""
    response = partner.get(EXPORT, params=params, headers=headers)
    assert response.status_code == 200, response.text
    return response


def csv_rows(content):
    """The rows of a CSV export as dicts of texts; its form is judged besides."""
    text = content.decode()
    assert text.endswith("\r\n") and not text.startswith("\ufeff")
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert table[0] == CSV_COLUMNS
    assert all(len(row) == len(CSV_COLUMNS) for row in table)
    return [dict(zip(CSV_COLUMNS, row)) for row in table[1:]]


def jsonl_rows(content):
    """The rows of an export in JSON lines."""
    text = content.decode()
    assert text == "" or text.endswith("\n")
    return [parse_json(line) for line in text.split("\n")[:-1]]


def guarded(text):
    """A text as a cell has it: no spreadsheet takes it for a formula."""
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def csv_row(row):
    """The CSV row of what a JSON list shows of a payout; without what that does not show."""
    beneficiary = {f"beneficiary_{name}": text for name, text in row["beneficiary"].items()}
    flat = {**row, **beneficiary}
    del flat["beneficiary"]
    texts = {name: getattr(value, "text", value) for name, value in flat.items()}
    hidden = ("beneficiary_phone", "updated_at", "expired_at")
    return {name: guarded(texts.get(name, "")) for name in CSV_COLUMNS if name not in hidden}


def shown_part(row):
    """The same part of a row that was exported."""
    return {name: row[name] for name in csv_row({"beneficiary": {}})}


def whole_rows(content):
    """What a client that was cut off has for sure: the bytes up to the last row's end."""
    quoted, end = False, 0
    for place, byte in enumerate(content):
        if byte == ord('"'):
            quoted = not quoted
        elif byte == ord("\n") and not quoted:
            end = place + 1
    return content[:end]


def last_id(kept):
    """The id of the last row of whole ones; None if there is none yet."""
    if kept.startswith(b"{"):
        return jsonl_rows(kept)[-1]["id"]
    rows = csv_rows(kept) if kept else []
    return rows[-1]["id"] if rows else None


def go_on(partner, cursor, kept, **params):
    """The answer to a client that has `kept` and asks for the rest."""
    after = last_id(kept)
    where = {"cursor": cursor, **({"after": after} if after else {})}
    return partner.get(EXPORT, params={**params, **where})


def refusal_of(response, status, code):
    assert response.status_code == status, (response.status_code, response.content)
    body = body_of(response)
    assert body["code"] == code, body
    return body


def resident_bytes(server):
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * 4096


class SlowReader:
    """An export over a connection that lets little be on its way, read as the test likes."""

    def __init__(self, server, client, **params):
        self.connection = RawConnection(server, narrow=True)
        lines = [f"GET {EXPORT}?{urlencode(params)} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in client.headers.items()]
        self.connection.send("\r\n".join([*lines, "", ""]).encode())
        head = [self._line()]
        while line := self._line():
            head.append(line)
        assert head[0].split(" ")[1] == "200", head
        self.headers = dict(line.split(": ", 1) for line in head[1:])
        assert self.headers["Transfer-Encoding"] == "chunked"
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def _line(self):
        return self.connection.reader.readline().decode().removesuffix("\r\n")

    def piece(self):
        """The next chunk; empty at the end."""
        size = int(self._line(), 16)
        data = self.connection.reader.read(size)
        assert len(data) == size
        assert self._line() == ""
        self.ended = size == 0
        return data

    def rest(self):
        data = b""
        while piece := self.piece():
            data += piece
        return data
