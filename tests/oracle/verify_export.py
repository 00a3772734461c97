#!/usr/bin/env python3
"""Checks a folder of `plumbline trust export --school` with nothing of Plumbline's but verify_proof.py beside it.

Usage: verify_export.py <folder> [<policy.txt>]
Without a policy the folder's own keys are taken: compare them with those you have from elsewhere. Of the papers it checks
that their bytes are the ones that the events name. Of the events it checks that no field names another school. Whether each
tells of this school at all it does not check: `plumbline verify export` does. Prints one line a step; exit 0 when every step
holds.
"""

import hashlib
import json
import os
import re
import sys

sys.dont_write_bytecode = True

from verify_proof import Fault, check_signature, keys_of, parts_of, root_from

FILES = {"events.jsonl", "texts.jsonl", "policy.txt", "README.txt"}

# The field of an event's body that names the bytes of a paper, by the beginning and the ending of the paper's name.
HASHES = {
    ("report", "pdf"): ("pdfSha256",),
    ("report", "json"): ("dataSha256",),
    ("correction", "pdf"): ("pdfSha256",),
    ("inspection", "pdf"): ("report", "sha256"),
    ("accreditation", "pdf"): ("report", "sha256"),
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read(folder, name):
    return open(os.path.join(folder, name), "rb").read()


def lines_of(folder, name):
    return [json.loads(line) for line in read(folder, name).decode().split("\n") if line]


def check_files(folder, files):
    found = {entry.name: entry.is_file(follow_symlinks=False) for entry in os.scandir(folder)}
    for name in found.keys() ^ (files.keys() | {"manifest.json"}) | {name for name in found if not found[name]}:
        raise Fault(f"{name} is missing, added or no plain file")
    for name, wanted in files.items():
        if sha256(read(folder, name)) != wanted:
            raise Fault(f"{name} is altered")


def names_another(value, school, names_schools=False):
    """Whether another school is named in a body, where a field says that it names schools."""
    if isinstance(value, dict):
        return any(names_another(value[name], school, name.endswith(("choolId", "choolIds"))) for name in value)
    if isinstance(value, list):
        return any(names_another(one, school, names_schools) for one in value)
    return names_schools and isinstance(value, str) and value != school


def check_event(line, checkpoint, size, root):
    leaf = json.loads(line["leaf"])
    body, metadata = line["body"].encode(), line["metadata"].encode()
    if (leaf["body_sha256"], leaf["metadata_sha256"]) != (sha256(body), sha256(metadata)):
        raise Fault(f"event {line['position']} was altered")
    index, path, note = parts_of(line["proof"])
    if note != checkpoint:
        raise Fault(f"the proof of event {line['position']} leads to another checkpoint")
    hashed = hashlib.sha256(b"\x00" + line["leaf"].encode()).digest()
    if index + 1 != line["position"] or root_from(index, size, hashed, path) != root:
        raise Fault(f"event {line['position']} is not the one that was sealed at this place")
    return leaf


def commitments_in(value):
    """All that a body commits to: objects with a commitment and nothing that is no part of words."""
    if isinstance(value, dict):
        if "commitment" in value and set(value) <= {"commitment", "class"}:
            yield value["commitment"]
        for inner in value.values():
            yield from commitments_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from commitments_in(inner)


def check_texts(folder, committed):
    given = 0
    told = lines_of(folder, "texts.jsonl")
    for line in told:
        if "given" in line["standing"]:
            given += 1
            text = line["standing"]["given"]
            salted = bytes.fromhex(text["salt"]) + text["text"].encode()
            if sha256(salted) != line["commitment"]:
                raise Fault(f"the text with the commitment {line['commitment']} is not the one that was written")
    missing = {line["commitment"] for line in told} ^ committed
    if missing:
        raise Fault(f"what the events commit to and what is told of differ: {min(missing)}")
    print(f"{given} texts are those that were written, and {len(told) - given} are told of.")


def check_papers(folder, manifest, bodies):
    papers = 0
    for name in manifest["files"]:
        named = re.fullmatch(r"([a-z]+)-(\d+)\.(pdf|json)", name)
        if named is None:
            if name not in FILES:
                raise Fault(f"{name} is no file of a part")
            continue
        wanted = bodies[int(named[2])]
        for field in HASHES[named[1], named[3]]:
            wanted = wanted[field]
        if sha256(read(folder, name)) != wanted:
            raise Fault(f"{name} is not the paper that its event names")
        papers += 1
    print(f"{papers} papers are those that the events name.")


def main(folder, policy_file=None):
    manifest = json.loads(read(folder, "manifest.json"))
    check_files(folder, manifest["files"])
    policy = open(policy_file, "rb").read() if policy_file else read(folder, "policy.txt")
    origin, size, root = check_signature(manifest["checkpoint"], keys_of(policy.decode()))
    if origin.rpartition("/")[2] != manifest["trust"]:
        raise Fault("the checkpoint is of the log of another trust")
    print(f"The checkpoint of {origin} at event {size} is signed by a key of the policy.")

    found, committed, bodies = {}, set(), {}
    for line in lines_of(folder, "events.jsonl"):
        leaf = check_event(line, manifest["checkpoint"], size, root)
        bodies[line["position"]] = json.loads(line["body"])
        if names_another(bodies[line["position"]], manifest["school"]):
            raise Fault(f"event {line['position']} names another school")
        # What erases or classes a text names it, and holds no words itself.
        if not leaf["stream"].startswith("words-"):
            committed.update(commitments_in(bodies[line["position"]]))
        found.setdefault(leaf["type"], []).append(line["position"])
    if found != manifest["events"]:
        raise Fault("the events that are here and those that the manifest lists differ")
    if len(bodies) + sum(left_out["events"] for left_out in manifest["left_out"]) != size:
        raise Fault("the manifest does not tell of as many events as were sealed")
    print(f"{len(bodies)} events are in the sealed log, each at its place.")
    check_texts(folder, committed)
    check_papers(folder, manifest, bodies)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Fault, ValueError, IndexError, KeyError, OSError) as fault:
        print(f"Not proved: {fault}.", file=sys.stderr)
        sys.exit(1)
