#!/usr/bin/env python3
"""Checks a .tlog-proof with nothing of Plumbline's: Python's standard library and C2SP's documents.

Usage: verify_proof.py <file.tlog-proof> <leaf.json> <policy.txt> [<report-issued.json> <report-data.json>]
With the last two it also checks that the event is the issue of a report with exactly this data. What the report's pages
show it cannot check: read the data, or run `plumbline verify report`.
Prints one line a step; exit 0 when every step holds.
"""

import base64
import hashlib
import json
import sys


# Ed25519 after RFC 8032, section 5.1.7; slow and plain on purpose.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point(encoded):
    number = int.from_bytes(encoded, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def times(number, p):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, p)
        p = add(p, p)
        number >>= 1
    return total


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return same(times(s, BASE), add(r, times(challenge, key)))


class Fault(Exception):
    """One plain sentence: what does not hold."""


def keys_of(policy):
    keys = {}
    for line in policy.splitlines():
        words = line.split()
        if words[:1] == ["log"]:
            name, key_id, encoded = words[1].split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            if raw[:1] != b"\x01" or hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != key_id:
                raise Fault("a key of the policy is malformed")
            keys[name, key_id] = raw[1:]
    return keys


def check_signature(note, keys):
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    origin, size, root = text.splitlines()[:3]
    for line in signatures.splitlines():
        dash, name, encoded = line.split(" ", 2)
        raw = base64.b64decode(encoded, validate=True)
        public = keys.get((name, raw[:4].hex()))
        if dash == "\u2014" and name == origin and public and signature_holds(public, text.encode(), raw[4:]):
            return origin, int(size), base64.b64decode(root, validate=True)
    raise Fault("no key of the policy signed this checkpoint")


def root_from(index, size, leaf, path):
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        raise Fault("the event is past the sealed end")
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Fault("the path is too long")
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        place, last = place >> 1, last >> 1
    if last:
        raise Fault("the path is too short")
    return node


def check_report(origin, leaf, issued, data):
    leaf = json.loads(leaf)
    if leaf["type"] != "plumbline.reports.v1.ReportIssued" or leaf["body_sha256"] != hashlib.sha256(issued).hexdigest():
        raise Fault("the attached event is not the issue of this report")
    issued, text = json.loads(issued), json.loads(data)
    if issued["dataSha256"] != hashlib.sha256(data).hexdigest():
        raise Fault("the data in this paper is not the data that was issued")
    if leaf["stream"] != "report-" + issued["reportId"] or issued["reportId"] != text["reportId"]:
        raise Fault("the attached event issued another report")
    if origin.rpartition("/")[2] != text["trustId"]:
        raise Fault("the event is in the log of another trust")
    print("The data in this paper is the data that was issued.")


def parts_of(proof):
    """The place from 0, the path, and the signed note of a .tlog-proof text."""
    head, _, note = proof.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        raise Fault("this is no tlog-proof")
    return int(lines[1][6:]), [base64.b64decode(line, validate=True) for line in lines[2:]], note


def main(proof_file, leaf_file, policy_file, issued_file=None, data_file=None):
    leaf = open(leaf_file, "rb").read()
    index, path, note = parts_of(open(proof_file, encoding="utf-8", newline="").read())
    origin, size, root = check_signature(note, keys_of(open(policy_file, encoding="utf-8").read()))
    print(f"The checkpoint of {origin} at event {size} is signed by a key of the policy.")
    if root_from(index, size, hashlib.sha256(b"\x00" + leaf).digest(), path) != root:
        raise Fault("the event is not the one that was sealed at this place")
    print(f"The event is in the sealed log, at position {index + 1}.")
    if issued_file:
        check_report(origin, leaf, open(issued_file, "rb").read(), open(data_file, "rb").read())


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Fault, ValueError, IndexError, KeyError) as fault:
        print(f"Not proved: {fault}.", file=sys.stderr)
        sys.exit(1)
