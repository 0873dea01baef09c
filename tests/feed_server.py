"""Real HTTP servers for the tests of `cchc collect`, in a process of their own: `python feed_server.py FOLDER`.

Serves FOLDER/<unit>/<file> with ETag and conditional GET. FOLDER/<unit>/fault names what goes wrong with the unit's
`rss.xml`: a key of FAULTS. FOLDER/<unit>/leads names the address to which all of the unit leads. Prints its ports, on
each of which all units are.
"""

import asyncio
import gzip
import hashlib
import sys
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path

PORTS = 8
GZIP_BOMB = gzip.compress(b"<rss>" + b" " * (64 << 20), 1)
BOMB = (
    '<!DOCTYPE rss [<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
STEAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
Write = asyncio.StreamWriter
Fault = Callable[[Write, bytes, str], Awaitable[None]]
FAULTS: dict[str, Fault] = {}


def reply(status: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """One whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def plain(name: str, status: str, *headers: str, change: Callable[[bytes], bytes] = lambda body: body) -> None:
    """A fault that is only another answer."""

    async def send(write: Write, body: bytes, path: str) -> None:
        write.write(reply(status, change(body), *(header.replace("PATH", path) for header in headers)))

    FAULTS[name] = send


def fault(name: str) -> Callable[[Fault], Fault]:
    """A fault that needs a function."""
    return lambda function: FAULTS.setdefault(name, function)


def swap(old: str, new: str, count: int = -1) -> Callable[[bytes], bytes]:
    """A change of a document's text."""
    return lambda body: body.decode().replace(old, new, count).encode()


def rooted(head: str) -> Callable[[bytes], bytes]:
    """A document with something before its root."""
    return swap("<rss", head + "<rss", 1)


plain("500", "500 Internal Server Error")
plain("502", "502 Bad Gateway")
plain("503-retry-after", "503 Service Unavailable", "Retry-After: 7200")
plain("429-retry-after-years", "429 Too Many Requests", "Retry-After: 999999999")
plain("404", "404 Not Found")
plain("403", "403 Forbidden")
plain("410", "410 Gone")
plain("304-unasked", "304 Not Modified", change=lambda body: b"")
plain("204", "204 No Content", change=lambda body: b"")
plain("redirect-loop", "302 Found", "Location: PATH")
plain("redirect-endless", "302 Found", "Location: PATHx")
plain("redirect-file", "302 Found", "Location: file:///etc/passwd")
plain("redirect-nowhere", "302 Found", "Location: http://[::bad/")
plain("moved", "301 Moved Permanently", "Location: PATH.new.xml")
plain("moved-for-now", "307 Temporary Redirect", "Location: PATH.new.xml")
plain("html-page", "200 OK", change=lambda body: b"<!doctype html><html><head><title>Dang nhap</title></head></html>")
plain("empty-body", "200 OK", change=lambda body: b"")
plain("entity-bomb", "200 OK", change=lambda body: rooted(BOMB)(swap("Tin ", "&a9; ", 1)(body)))
plain("entity-file", "200 OK", change=lambda body: rooted(STEAL)(swap("Tin ", "&x; ", 1)(body)))
plain("deep", "200 OK", change=lambda body: b"<rss>" + b"<a>" * 500_000)
plain("gzip-bomb", "200 OK", "Content-Encoding: gzip", change=lambda body: GZIP_BOMB)
plain("gzip-cut", "200 OK", "Content-Encoding: gzip", change=lambda body: gzip.compress(body)[:-30])
plain("gzip-broken", "200 OK", "Content-Encoding: gzip", change=lambda body: b"\x1f\x8b" + b"\xff" * 200)
plain("brotli-unasked", "200 OK", "Content-Encoding: br", change=lambda body: b"\x8b\x00\x80" * 90)
plain("garbage", "200 OK", change=lambda body: bytes(range(256)) * 40)
plain("header-too-long", "200 OK", "X-Long: " + "x" * 70_000)
# What follows is wrong, and yet everything can be read.
plain("gzip-two-members", "200 OK", "Content-Encoding: gzip",
      change=lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:]))  # fmt: skip
plain("gzip-undeclared", "200 OK", change=gzip.compress)
plain("charset-latin-1-declared", "200 OK", "Content-Type: application/xml; charset=iso-8859-1")
plain("charset-unknown", "200 OK", "Content-Type: application/xml; charset=tcvn3")
plain("charset-slow-codec", "200 OK", "Content-Type: application/xml; charset=punycode")
plain("utf-16", "200 OK", change=lambda body: body.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
plain("utf-16-undeclared-mark", "200 OK", "Content-Type: application/xml; charset=utf-16-le",
      change=lambda body: body.decode().replace("UTF-8", "UTF-16").encode("utf-16-le"))  # fmt: skip
plain("leading-blanks", "200 OK", change=lambda body: b"\r\n \t" + body)
plain("entities-of-html", "200 OK", change=swap("tóm tắt", "tóm&nbsp;tắt &agrave; & ổn"))
plain("control-characters", "200 OK", change=swap("tóm tắt", "tóm \x01\x1f\ufffe tắt"))
plain(
    "cut-and-closed", "200 OK", change=lambda body: body.replace(b"</channel></rss>", b"<item><guid>nua</guid><title>N")
)
plain("twice", "200 OK", change=lambda body: body.replace(b"</channel>", body[body.find(b"<item>") :].split(b"</chan")[0] + b"</channel>"))  # fmt: skip  # noqa: E501
plain("clock-ahead", "200 OK", "Date: " + formatdate(time.time() + 10_800, usegmt=True))
plain("clock-1970", "200 OK", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT")
plain("dates-in-the-future", "200 OK", change=swap(" 2024 ", " 2099 "))
plain("dates-of-1970", "200 OK", change=swap(" 2024 ", " 1970 "))
plain("dates-unreadable", "200 OK", change=swap(" 2024 ", " năm Thìn "))
plain("hostile-html", "200 OK", change=swap(
    "tóm tắt",
    "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;a href='javascript:alert(1)'&gt;bấm"
    "&lt;/a&gt;&lt;iframe src='https://xau.example'&gt;&lt;/iframe&gt; tóm tắt",
))  # fmt: skip


@fault("slow-first-byte")
async def _slow_first_byte(write: Write, body: bytes, path: str) -> None:
    await asyncio.sleep(60)


async def _drip(write: Write, *parts: bytes) -> None:
    for part in parts:
        write.write(part)
        await write.drain()
        await asyncio.sleep(0.05)


@fault("slow-drip")
async def _slow_drip(write: Write, body: bytes, path: str) -> None:
    await _drip(write, reply("200 OK", b"", length=len(body)), *(bytes([byte]) for byte in body))


@fault("slow-headers")
async def _slow_headers(write: Write, body: bytes, path: str) -> None:
    await _drip(write, b"HTTP/1.1 200 OK\r\n", *(f"X-{number}: x\r\n".encode() for number in range(1000)))


@fault("endless-body")
async def _endless_body(write: Write, body: bytes, path: str) -> None:
    write.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not write.is_closing():
        write.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
        await write.drain()


@fault("endless-headers")
async def _endless_headers(write: Write, body: bytes, path: str) -> None:
    write.write(b"HTTP/1.1 200 OK\r\n")
    while not write.is_closing():
        write.write(b"X-More: " + b"x" * 4000 + b"\r\n")
        await write.drain()


@fault("cut-off")
async def _cut_off(write: Write, body: bytes, path: str) -> None:
    write.write(reply("200 OK", body[:-200], length=len(body)))
    write.close()


@fault("cut-off-chunk")
async def _cut_off_chunk(write: Write, body: bytes, path: str) -> None:
    write.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + body[:500])
    write.close()


@fault("hung-up")
async def _hung_up(write: Write, body: bytes, path: str) -> None:
    write.close()


@fault("reset")
async def _reset(write: Write, body: bytes, path: str) -> None:
    write.transport.abort()


@fault("no-http")
async def _no_http(write: Write, body: bytes, path: str) -> None:
    write.write(b"220 mail.example.vn ESMTP\r\n\r\n")
    write.close()


async def main(folder: Path) -> None:
    """Serve until the process is ended."""

    async def talk(read: asyncio.StreamReader, write: Write) -> None:
        try:
            while not write.is_closing():
                first = await read.readexactly(1)
                if first == b"\x16":  # TLS, which nobody speaks here
                    write.write(reply("400 Bad Request", b""))
                    break
                head = (await read.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ")[1]
                await answer(folder, path, head, write)
                await write.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            write.close()

    servers = [await asyncio.start_server(talk, "127.0.0.1", 0) for _ in range(PORTS)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def answer(folder: Path, path: str, head: str, write: Write) -> None:
    """One answer, right or wrong."""
    unit, _, name = path.strip("/").partition("/")
    file, spoiled = folder / unit / name.replace("rss.xml.new.xml", "rss.xml"), folder / unit / "fault"
    if spoiled.is_file() and name.startswith("rss.xml") and not name.endswith(".new.xml"):
        await FAULTS[spoiled.read_text()](write, file.read_bytes() if file.is_file() else b"", path)
        return
    leads = folder / unit / "leads"
    if leads.is_file():
        write.write(reply("301 Moved Permanently", b"", f"Location: {leads.read_text()}{name}"))
        return
    if not file.is_file():
        write.write(reply("404 Not Found", b""))
        return
    body = file.read_bytes()
    tag = f'"{hashlib.md5(body).hexdigest()}"'
    if tag in head:
        write.write(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        return
    write.write(reply("200 OK", body, f"ETag: {tag}", "Content-Type: application/rss+xml; charset=utf-8"))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
