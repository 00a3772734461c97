"""What is known of a fault run, and what the log alone says the read models and the tree are; shares no code with Plumbline."""

import collections
import hashlib
import json
import os

HUB = "plumbline.schools.v1.HubFormed"
TERMS = "plumbline.schools.v1.TermsSet"


class Run:
    """Everything that is known of a run, sorted by kind."""

    def __init__(self, folder):
        lines = collections.defaultdict(list)
        for name in ("history.jsonl", "dump.jsonl"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for line in file:
                    line = json.loads(line)
                    lines[line["kind"]].append(line)
        self.trust = lines["run"][0]["trust"]
        self.fault = lines["run"][0]["fault"]
        self.appointed = lines["appointed"][0]
        self.attempts = sorted(lines["attempt"], key=lambda a: a["invoked"])
        self.events = lines["event"]
        self.at = {event["position"]: event for event in self.events}
        self.commands = {command["command_id"]: command for command in lines["command"]}
        self.peeks = lines["peek"]
        self.end = next(peek for peek in self.peeks if peek["label"] == "end")
        self.lines = lines
        self.of_command = collections.defaultdict(list)
        for event in self.events:
            metadata = json.loads(event["metadata"])
            event.update({key: metadata[key] for key in ("command_id", "actor", "role")})
            self.of_command[event["command_id"]].append(event)
        self.tries = collections.defaultdict(list)
        for attempt in self.attempts:
            self.tries[attempt["command_id"]].append(attempt)


class Fold:
    """The rows of three read models at every position, folded from the log."""

    def __init__(self, events):
        self.events = events

    def hubs(self, until):
        formed = (json.loads(e["body"]) for e in self.events if e["position"] <= until and e["type"] == HUB)
        return sorted([body["hubId"], body["name"]] for body in formed)

    def terms(self, until):
        years = {}
        for event in self.events:
            if event["position"] <= until and event["type"] == TERMS:
                body = json.loads(event["body"])
                years[body["academicYear"]] = body["terms"]
        return sorted([year, t["term"], t["startsOn"], t["endsOn"]] for year, terms in years.items() for t in terms)

    def lines(self, until):
        return sorted([e["position"], e["type"], e["stream"]] for e in self.events if e["position"] <= until)

    def differences(self, peek):
        models = (("register", "hubs", self.hubs), ("terms", "term_rows", self.terms), ("history", "lines", self.lines))
        for name, rows, fold in models:
            found, wanted = sorted(peek[rows]), fold(peek[name])
            if found != wanted:
                missing = [row for row in wanted if row not in found]
                extra = [row for row in found if row not in wanted]
                yield f"{name} at {peek[name]} ({peek['label']}): {len(missing)} rows missing {missing[:1]}, {len(extra)} too many {extra[:1]}"


def tree_root(hashes):
    """RFC 6962, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_root(hashes[:split]) + tree_root(hashes[split:])).digest()
