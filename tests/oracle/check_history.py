#!/usr/bin/env python3
"""Judges a fault run by what its clients saw and what store and bus hold afterwards; shares no code with Plumbline.

Usage: check_history.py <folder with history.jsonl and dump.jsonl>
One line a check: `ok <check>: ...` or `RED <check>: ...`; `figure <name> <value>` tells what happened. Exit 1 when anything is red.
"""

import collections
import hashlib
import itertools
import json
import sys

import verify_proof
from fault_run import HUB, TERMS, Fold, Run, tree_root

CONVERGED = 30.0
# What a client hears where no process listens: the command never left it.
NOBODY_THERE = "Nothing was done"
# Seconds. A client tries the next door after a third of a second.
WAITED = 4.0
HOARD_KIB = 32 << 10
# Seconds until a caller is told that the store has vanished: ten for its connection, five for a new one, and a busy machine.
KNOWN = 20.0
# In these no command that reached a process may be left without its answer.
ANSWERED = ("rolling-restart", "head-held", "rolling-upgrade")
# In an upgrade so many reads have to be answered at least, or nothing was shown.
READS = 40


def some(faults):
    """A few of many faults, in words."""
    more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
    return "; ".join(faults[:3]) + more


def same_content(wish, event):
    body = json.loads(event["body"])
    if event["type"] == HUB:
        return body["name"] == wish.get("name")
    if event["type"] == TERMS:
        days = [[t["term"], t["startsOn"], t["endsOn"]] for t in body["terms"]]
        return body["academicYear"] == wish.get("year") and days == wish.get("terms")
    return False


def acknowledged(run):
    """Whatever was acknowledged is in the log, with its content, at the position that was told."""
    faults = []
    count = 0
    for attempt in run.attempts:
        if attempt["outcome"] != "ok":
            continue
        count += 1
        command = run.commands.get(attempt["command_id"])
        if command is None or command["last"] != attempt["position"]:
            faults.append(f"{attempt['command_id']} was acknowledged at {attempt['position']} and the store says {command}")
            continue
        for position in range(command["first"], command["last"] + 1):
            event = run.at.get(position)
            if event is None or event["command_id"] != attempt["command_id"]:
                faults.append(f"position {position} does not hold the acknowledged {attempt['command_id']}")
            elif event["stream"] != attempt["stream"] or not same_content(attempt["wish"], event):
                faults.append(f"position {position} holds other content than {attempt['command_id']} asked for")
    return faults, f"{count} acknowledgements hold"


def opening(run):
    """Before anybody asks for anything: a trust is founded, and two people are appointed. Position, what it holds, what it should."""
    given = run.appointed
    installation, administrator, lead = given["installation"], given["administrator"], given["lead"]
    wanted = [
        ("TrustFounded", installation, None, None),
        ("PersonRegistered", installation, administrator, None),
        ("RoleGranted", installation, administrator, "ROLE_ADMINISTRATOR"),
        ("PersonRegistered", administrator, lead, None),
        ("RoleGranted", administrator, lead, "ROLE_IMPROVEMENT_LEAD"),
    ]
    found = []
    for event in run.events[: given["position"]]:
        body = json.loads(event["body"])
        found.append((event["type"].removeprefix("plumbline.schools.v1."), event["actor"], body.get("personId"), body.get("role")))
    for number, (there, should) in enumerate(itertools.zip_longest(found, wanted), start=1):
        yield number, there, should


def phantom(run):
    """Every event belongs to a command that somebody gave and that was not refused every time."""
    faults = [f"position {at} should hold {wanted} and holds {found}" for at, found, wanted in opening(run) if found != wanted]
    for event in run.events:
        command = event["command_id"]
        if event["position"] <= run.appointed["position"]:
            continue
        tries = run.tries.get(command)
        if not tries:
            faults.append(f"nobody gave the command of event {event['position']}")
        elif all(attempt["outcome"] == "fail" for attempt in tries):
            faults.append(f"event {event['position']} is of a command that was refused every time")
    return faults, f"{len(run.events)} events belong to commands that were given"


def admitted(run):
    """Strangers never get in, whoever holds the role always does, and each event says who it was."""
    faults = []
    strangers = 0
    for attempt in run.attempts:
        refused = attempt["outcome"] == "fail" and attempt["reason"] == "NOT_ALLOWED"
        strangers += attempt["stranger"] and refused
        if attempt["stranger"] and attempt["outcome"] != "unknown" and not refused:
            faults.append(f"a stranger was answered {attempt['outcome']} {attempt['reason'] or ''} to {attempt['command_id']}")
        if refused and not attempt["stranger"]:
            faults.append(f"{attempt['actor']} may, and was refused {attempt['command_id']}")
    for event in run.events:
        for attempt in run.tries.get(event["command_id"], []):
            if attempt["stranger"] or (event["actor"], event["role"]) != (attempt["actor"], attempt["role"]):
                faults.append(f"event {event['position']} says {event['actor']} did it, as {event['role']}; asked had {attempt['actor']}")
                break
    if not strangers:
        faults.append("no stranger tried")
    return faults, f"{strangers} strangers were refused, and nobody else"


def answered(run):
    """While processes are restarted one by one, or another trust's log is held, each command that reached a process gets its answer soon."""
    faults = []
    longest = 0
    for command, tries in run.tries.items():
        for attempt in tries:
            if run.fault in ANSWERED and attempt["outcome"] == "unknown" and NOBODY_THERE not in attempt["reason"]:
                faults.append(f"{command} reached a process and was left with: {attempt['reason']}")
        known = [attempt["returned"] for attempt in tries if attempt["outcome"] != "unknown"]
        if known:
            longest = max(longest, (min(known) - tries[0]["invoked"]) / 1e6)
    if run.fault in ANSWERED and longest > WAITED:
        faults.append(f"somebody waited {longest:.1f} s for an answer")
    return faults, f"{len(run.tries)} commands, the longest wait {longest:.1f} s"


def second_trust(run):
    """What went wrong in another trust was said where an operator or a caller looks."""
    faults = [f"not seen: {line['what']}" for line in run.lines["second_trust"] if not line["seen"]]
    return faults, ", ".join(line["what"] for line in run.lines["second_trust"]) or "there was none"


def upgraded(run):
    """At each step of an upgrade the builds that ran answered with all that the log held."""
    faults = [f"not seen: {line['what']}" for line in run.lines["upgrade"] if not line["seen"]]
    if run.fault == "rolling-upgrade" and not run.lines["upgrade"]:
        faults.append("no step was taken")
    return faults, "; ".join(line["what"] for line in run.lines["upgrade"]) or "there was none"


def reads(run):
    """Each answer about terms is the log folded up to the position it names, whichever build gave it; nobody is refused for good."""
    folded = Fold(run.events)
    faults = []
    answers = 0
    for line in run.lines["read"]:
        if line["code"] != "Ok":
            if line["code"] != "Unavailable":
                faults.append(f"{line['unit']} answered a read {line['code']}: {line['said']}")
            continue
        answers += 1
        wanted = [row[1:] for row in folded.terms(line["position"]) if row[0] == line["year"]]
        if sorted(line["terms"]) != wanted:
            faults.append(f"{line['unit']} answered at {line['position']} {line['terms'][:1]} and not {wanted[:1]}")
        if line["position"] < line["at_least"]:
            faults.append(f"{line['unit']} was asked for {line['at_least']} and answered at {line['position']}")
    if run.fault == "rolling-upgrade" and answers < READS:
        faults.append(f"only {answers} reads were answered")
    return faults, f"{answers} of {len(run.lines['read'])} reads were answered, as the log says"


def alone(run):
    """While the standby is away nothing new is acknowledged."""
    faults = []
    for line in run.lines["alone"]:
        for attempt in run.attempts:
            new = attempt["outcome"] == "ok" and attempt["position"] > line["position"]
            if new and line["from"] <= attempt["returned"] <= line["until"]:
                faults.append(f"position {attempt['position']} was acknowledged while one server alone had it")
    return faults, f"{len(run.lines['alone'])} times one server was alone"


def known(run):
    """A store that vanished without a word is known to be away within seconds."""
    faults = []
    for line in run.lines["known"]:
        if line["seconds"] is None or line["seconds"] > KNOWN:
            faults.append(f"a caller was told after {line['seconds']} s")
    return faults, ", ".join(f"after {line['seconds']:.1f} s" for line in run.lines["known"] if line["seconds"]) or "it never vanished"


def memory(run):
    """What hangs for long does not make anybody hoard."""
    faults = [
        f"{line['unit']} had {line['before_kib'] >> 10} MiB and came to {line['peak_kib'] >> 10}"
        for line in run.lines["memory"]
        if not 0 < line["peak_kib"] <= line["before_kib"] + HOARD_KIB
    ]
    figures = (f"{line['unit']} {line['before_kib'] >> 10} to {line['peak_kib'] >> 10} MiB" for line in run.lines["memory"])
    return faults, ", ".join(figures) or "nothing hung"


def repeat(run):
    """The same command again gets the first answer again, and happens once."""
    faults = []
    repeats = 0
    for command, tries in run.tries.items():
        first = None
        for attempt in tries:
            if first is not None and attempt["invoked"] > first["returned"] and attempt["outcome"] != "unknown":
                repeats += 1
                if attempt["position"] != first["position"]:
                    faults.append(f"{command} was answered {first['position']}, then {attempt['position']} {attempt['reason'] or ''}")
            if first is None and attempt["outcome"] == "ok":
                first = attempt
        last = tries[-1]
        if command in run.of_command and last["outcome"] == "fail":
            faults.append(f"{command} is in the log, yet its repeat was refused: {last['reason']}")
        events = run.of_command.get(command, [])
        if len(events) > 1:
            faults.append(f"{command} happened {len(events)} times")
    return faults, f"{repeats} repeats were answered as the first time"


def dense(run):
    """Positions 1, 2, 3 ... to the head."""
    positions = [event["position"] for event in run.events]
    wanted = list(range(1, len(positions) + 1))
    faults = [] if positions == wanted else [f"{len(positions)} events reach position {positions[-1]}"]
    if run.end["head"] != (positions[-1] if positions else 0):
        faults.append(f"the head says {run.end['head']}")
    return faults, f"positions 1 to {len(positions)} without a gap"


def versions(run):
    """Versions 1, 2, 3 ... in every stream, in the order of the log."""
    faults = []
    streams = collections.defaultdict(list)
    for event in run.events:
        streams[event["stream"]].append(event["version"])
    for stream, found in streams.items():
        if found != list(range(1, len(found) + 1)):
            faults.append(f"{stream} has versions {found}")
    return faults, f"{len(streams)} streams without a hole"


def winner(run):
    """Of several commands that expected the same version one won: no two are told the same event, and each hub is formed once."""
    faults = []
    told = collections.defaultdict(set)
    for attempt in run.attempts:
        command = run.commands.get(attempt["command_id"])
        if attempt["outcome"] == "ok" and command and command["first"] <= command["last"]:
            told[attempt["position"]].add(attempt["command_id"])
    faults += [f"position {at} was told to {len(ids)} commands" for at, ids in told.items() if len(ids) > 1]
    formed = collections.Counter(event["stream"] for event in run.events if event["type"] == HUB)
    faults += [f"{stream} was formed {count} times" for stream, count in formed.items() if count > 1]
    lost = sum(1 for attempt in run.attempts if attempt["outcome"] == "fail")
    return faults, f"{len(told)} winners, {lost} refusals"


def order(run):
    """What was acknowledged before another command was first given stands before it in their stream."""
    faults = []
    streams = collections.defaultdict(list)
    for command, tries in run.tries.items():
        events = run.of_command.get(command)
        returned = [attempt["returned"] for attempt in tries if attempt["outcome"] == "ok"]
        if events:
            acknowledged_at = min(returned) if returned else float("inf")
            streams[events[0]["stream"]].append((events[0]["position"], tries[0]["invoked"], acknowledged_at))
    for stream, commands in streams.items():
        commands.sort(reverse=True)
        earliest = float("inf")
        for position, invoked, acknowledged_at in commands:
            if invoked > earliest:
                faults.append(f"in {stream} position {position} was given after a later one was acknowledged")
            earliest = min(earliest, acknowledged_at)
    return faults, f"{len(streams)} streams keep real time"


def leaves(run):
    """Every leaf hash, computed anew."""
    faults = []
    for event in run.events:
        body = hashlib.sha256(event["body"].encode()).hexdigest()
        leaf = {
            "actor": json.loads(event["metadata"])["actor"],
            "body_sha256": body,
            "event_id": event["event_id"],
            "metadata_sha256": hashlib.sha256(event["metadata"].encode()).hexdigest(),
            "recorded_at": event["recorded_at"],
            "stream": event["stream"],
            "type": event["type"],
            "version": event["version"],
        }
        text = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(b"\x00" + text.encode()).hexdigest() != event["leaf_hash"]:
            faults.append(f"the leaf of position {event['position']} is another")
    return faults, f"{len(run.events)} leaf hashes"


def fold(run):
    """The read models are the fold of the log."""
    faults = list(Fold(run.events).differences(run.end))
    rows = len(run.end["hubs"]) + len(run.end["term_rows"]) + len(run.end["lines"])
    return faults, f"{rows} rows of three read models are what the log says"


def atomic(run):
    """At every look rows and checkpoint belonged together, and nothing was ahead of the log."""
    folded = Fold(run.events)
    faults = []
    for peek in run.peeks:
        faults += folded.differences(peek)
        ahead = [name for name in ("register", "terms", "history", "relayed", "sealed") if peek[name] > peek["head"]]
        faults += [f"{name} was ahead of the log ({peek['label']})" for name in ahead]
    return faults, f"{len(run.peeks)} looks found rows and checkpoint together"


def bus(run):
    """Whatever the relay says it carried is on the bus, in order of first appearance, word for word."""
    start = max((line["position"] for line in run.lines["bus_from"]), default=0)
    faults = []
    first = []
    seen = set()
    for message in run.lines["message"]:
        position = message["position"]
        event = run.at.get(position)
        if event is None or event["event_id"] != message["event_id"] or event["body"] != message["body"]:
            faults.append(f"the bus has something at {position} that the log has not")
        elif position not in seen:
            seen.add(position)
            first.append(position)
    missing = [str(at) for at in range(start + 1, run.end["relayed"] + 1) if at not in seen and at in run.at]
    if missing:
        faults.append(f"{len(missing)} events never came to the bus: {', '.join(missing[:5])}")
    if first != sorted(first):
        faults.append("events first appeared on the bus in another order than the log's")
    return faults, f"events {start + 1} to {run.end['relayed']} are on the bus"


def signed(run):
    """Nothing was signed that the sealed tree did not hold yet."""
    faults = [
        f"signed up to {peek['signed']} with a tree of {peek['sealed']} ({peek['label']})"
        for peek in run.peeks
        if peek["signed"] > peek["sealed"]
    ]
    return faults, f"{len(run.peeks)} looks found no signature ahead of its tree"


def seals(run):
    """Every signed checkpoint states the root of the log as it stands."""
    hashes = [bytes.fromhex(event["leaf_hash"]) for event in run.events]
    keys = verify_proof.keys_of("\n".join(f"log {key['public_key']}" for key in run.lines["key"]))
    faults = []
    for seal in run.lines["seal"]:
        try:
            _, size, root = verify_proof.check_signature(seal["note"], keys)
        except (verify_proof.Fault, ValueError) as fault:
            faults.append(f"the checkpoint at {seal['size']}: {fault}")
            continue
        if size != seal["size"] or size > len(hashes) or tree_root(hashes[:size]) != root:
            faults.append(f"the checkpoint at {seal['size']} states another root than the log has")
    for head in run.lines["seal_head"]:
        if tree_root(hashes[: head["size"]]).hex() != head["root"]:
            faults.append(f"the sealed tree of {head['size']} has another root than the log")
    return faults, f"{len(run.lines['seal'])} signed checkpoints state the log's own roots"


def proofs(run):
    """Proofs as anybody may ask for them."""
    faults = []
    known = {}
    for line in run.lines["proof"]:
        if line["refused"]:
            faults.append(f"no proof of {line['position']}: {line['refused']}")
            continue
        try:
            head, _, note = line["proof"].partition("\n\n")
            if note not in known:
                known[note] = verify_proof.check_signature(note, verify_proof.keys_of(line["policy"]))
            _, size, root = known[note]
            rows = [row for row in head.split("\n") if not row.startswith("extra ")]
            path = [verify_proof.base64.b64decode(row, validate=True) for row in rows[2:]]
            leaf = hashlib.sha256(b"\x00" + line["leaf"].encode()).digest()
            index = int(rows[1].removeprefix("index "))
            event = run.at[line["position"]]
            if index + 1 != line["position"] or leaf.hex() != event["leaf_hash"]:
                faults.append(f"the proof of {line['position']} is about something else")
            elif verify_proof.root_from(index, size, leaf, path) != root:
                faults.append(f"the proof of {line['position']} does not lead to the root")
        except (verify_proof.Fault, ValueError, KeyError) as fault:
            faults.append(f"the proof of {line['position']}: {fault}")
    if not run.lines["proof"]:
        faults.append("there are no proofs")
    return faults, f"{len(run.lines['proof'])} proofs verify"


def converged(run):
    """After the mend, and at the end, everything catches up in time and nothing has stopped."""
    faults = []
    for line in run.lines["converged"]:
        if line["seconds"] is None or line["seconds"] > CONVERGED:
            faults.append(f"position {line['target']} was not everywhere within {CONVERGED:.0f} s {line['label']}")
        if line.get("swept") is False:
            faults.append("some commands never got an answer")
    faults += [f"{line['unit']} said: {line['said']}" for line in run.lines["stopped"]]
    for projection in run.lines["projection"]:
        if projection["name"].startswith(("schools_", "trail_")):
            if projection["error"] or projection["position"] != run.end["head"]:
                faults.append(f"{projection['name']} stands at {projection['position']}: {projection['error']}")
    return faults, f"everything stands at {run.end['head']}"


CHECKS = (acknowledged, phantom, admitted, repeat, answered, dense, versions, winner, order, leaves, fold, atomic, bus, signed, seals, proofs, memory, second_trust, upgraded, reads, alone, known, converged)


def main(folder):
    run = Run(folder)
    positions = [message["position"] for message in run.lines["message"]]
    after = [line["seconds"] for line in run.lines["converged"] if line["label"] == "after the mend"]
    print(f"figure operations {len(run.tries)}")
    print(f"figure unknown {sum(1 for attempt in run.attempts if attempt['outcome'] == 'unknown')}")
    print(f"figure duplicates {len(positions) - len(set(positions))}")
    print("figure converged", " ".join("never" if seconds is None else f"{seconds:.1f}s" for seconds in after))
    red = False
    for check in CHECKS:
        faults, words = check(run)
        red |= bool(faults)
        print(f"RED {check.__name__}: {some(faults)}" if faults else f"ok {check.__name__}: {words}")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
