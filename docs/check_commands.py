#!/usr/bin/env python3
"""Runs every command of this project's pages, or states why not.

Commands are the lines of `sh` blocks and of indented blocks that begin with a program we know, and spans of code in sentences
that begin with one. Each has to be in RUN (run here as written, against one packaged server; only ports, /var/lib and
PATH are replaced), or to match a row of EXCUSED, which states why it is not run and what of it is checked instead. A command in neither
fails, and so does a row that excuses nothing. docs/grpc-calls.md is run by proto/conformance/calls, a command of its own here.

Needs a build (./gistwire makes it), buf (proto/lint fetches it) and Python 3.9 with venv. Takes about two minutes; --list runs nothing.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
PHOTOS = HOME / "cli/src/main/resources/io/gistwire/cli/demo/photos"
JAR = "server/target/quarkus-app/quarkus-run.jar"
CALLS_PAGE = "docs/grpc-calls.md"
PYTHON = "python (proto/README.md)"
PACK = "models/packs/base-1/src/main/resources/io/gistwire/packs/base-1"
PROGRAM = re.compile(
    r"(?:\./)?gistwire (?!code 1)|mvn |java |python |pip |npm |npx |buf |grpcurl |curl |D=|[A-Z_]+=\S+ mvn |"
    r"(?:proto|codec|bench|server|docs|models|\.ci)/\S+"
)

# Run as they are written, in this order.
RUN = [
    "gistwire doctor",
    "./gistwire send photos/ --as camera-1",
    './gistwire search "two parrots"',
    "gistwire send photos/ --as camera-1",
    'gistwire search "two parrots" -n 3',
    "gistwire classify bird bicycle flower",
    'gistwire watch add parrots "a parrot" --top 1',
    'gistwire watch test "a parrot"',
    "gistwire list --json",
    "gistwire encode photos/ -o gists/ --layers embedding,caption,attributes,semantic_map",
    "gistwire describe gists/kodim23.gist",
    "gistwire inspect gists/kodim23.gist",
    "gistwire ledger check",
    "gistwire ledger reindex",
    "gistwire models verify PATH",
    """buf curl --schema proto --protocol grpc --http2-prior-knowledge \\
  -d '{"query": {"terms": [{"text": "a dog in the snow"}]}}' \\
  http://localhost:9000/gistwire.v1.SearchService/Search""",
    """curl --json '{"query":{"terms":[{"text":"a dog"}]}}' localhost:8080/gistwire.v1.SearchService/Search""",
    """curl --json '{"name":"x"}' localhost:8080/gistwire.v1.GistService/GetGist""",
    "proto/conformance/calls localhost:9000 photo.jpg",
    "proto/python-stubs stubs",
    "proto/conformance/run --list",
    "proto/conformance/run --target localhost:9000 --only S14 --only fence -v",
    PYTHON,
    "proto/conformance/run wire-cost",
    "java -jar server/target/quarkus-app/quarkus-run.jar help",
    "java -Dgistwire.data=/var/lib/gistwire -jar quarkus-run.jar token create --operator",
    "gistwire token create --tenant acme --may admin,send,read,write",
    "gistwire token create --tenant acme --source camera-1 --may send",
    "java -Dgistwire.data=/var/lib/gistwire -jar server/target/quarkus-app/quarkus-run.jar",
    "./gistwire demo",
]

BENCH = "a benchmark of minutes; DocsCommandsTest parses its arguments"
TRAINING = "training and what it needs: hours, torch, and photos that are not part of the project"
EXCUSED = [
    (r"(\./)?gistwire serve( &| --host A .*)?", "this check starts it, on free ports"),
    (r"(\./)?gistwire bench( .*)?", BENCH),
    (r"gistwire [a-z]+( [a-z-]+)?", "only names a command; DocsCommandsTest knows it"),
    (r"gistwire ledger (restore nightly\.db --data \S+|backup NAME)", "NAME and the folder stand for others; RestoreDrillTest does it"),
    (r"gistwire token list --data DIR", "DIR represents a folder; OfflineCommandsTest runs the command"),
    (r"gistwire COMMAND --help", "represents every command; HelpExamplesTest looks at the help of each"),
    (r"gistwire search --words WORDS", "represents any words; HelpExamplesTest looks at the help"),
    (r"gistwire models verify packs/\S+", "names a pack that training made"),
    (r"bench/run( .*)?", "a benchmark of minutes"),
    (r"mvn -q -P (cluster|chaos) .*", "needs memory for three OpenSearch nodes; .ci/run has the ledger's contract on them"),
    (r"docs/figures/make_table\.py", "its --check is a step of .ci/run"),
    (r"mvn (-q )?(spotless:apply|-pl \S+( -am)? verify|verify)", "part of 'mvn -q verify', a step of .ci/run"),
    (r"mvn -q -DskipTests install", "writes into the user's own Maven repository; builds what 'mvn -q verify' does"),
    (r"mvn .*-P \w+.*", "minutes to hours, in no step of .ci/run"),
    (r"mvn -q -pl server -am verify -Dit.test=TlsIT", "a test of 'mvn -q verify', a step of .ci/run"),
    (r"mvn -q -pl proto -am test -Dtest=WireCostTest .*", "a test of 'mvn -q verify', a step of .ci/run"),
    (r"JAZZER_FUZZ=1 mvn .*", "fuzzes for minutes"),
    (r"\.ci/run|proto/lint|proto/conformance/packaged|server/conformance/run|server/browser/run|docs/check_commands\.py|docs/check_words\.py", "is .ci/run or a step of it"),
    (r"proto/lint --accept", "changes a committed file"),
    (r"buf (lint|breaking)", "proto/lint, a step of .ci/run, does"),
    (r"proto/conformance/run (self-test|--target \S+( --token \S+ --json)?)", "proto/conformance/packaged, a step of .ci/run, does"),
    (r"server/src/test/scripts/sync-before-ack", "needs strace and the right to use it"),
    (r"bench/cross_jvm\.sh.*", "needs several JDKs"),
    (r"bench/\w+\.py.*", "needs faiss or vectors of one's own"),
    (r"python -m pytest tests|models/training/tests/.*", "the step 'Python twins of the codec' of .ci/run"),
    (r"(pip install|npm pack|python -m venv|python -c) .*", "fetches what training or a rival needs"),
    (r"(python \w+\.py|models/training/\w+\.py|D=) ?.*", TRAINING),
]


def commands(text):
    """The commands of a page, as they stand but for remarks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    blocks += ["\n".join(line[4:] for line in b.split("\n")) for b in re.findall(r"(?:^    \S.*\n(?:      .*\n)*)+", text, re.M)]
    for block in blocks:
        for line in re.sub(r"\\\n\s*", "\\\n  ", block).replace("\\\n", "\0").split("\n"):
            line = re.sub(r"\s+#.*", "", line.replace("\0", "\\\n")).strip()
            if PROGRAM.match(line):
                yield line
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^    .*", "", text, flags=re.M)):
        span = span.replace("; io.gistwire", "; java io.gistwire")
        for part in re.split(r" \(and [^)]*\); |; ", span):
            path = HOME / part.split()[0] if part.split() else HOME
            if PROGRAM.match(part) and (" " in part or path.is_file() and os.access(path, os.X_OK)):
                yield part


def pages():
    """The Markdown pages, but for resources of the sources, the page that has a check of its own, and the history of changes."""
    names = sorted(str(path.relative_to(HOME)) for path in HOME.rglob("*.md"))
    hidden = re.compile(r"(.*/)?(\..*|target|src|node_modules)/")
    return [name for name in names if not hidden.match(name) and name not in (CALLS_PAGE, "CHANGELOG.md")]


def missing_in(command):
    """What is wrong with a command that is not run: a module, profile, test, class, script or option that is not there."""
    for module in re.findall(r"-pl (\S+)", command):
        if not all((HOME / m / "pom.xml").is_file() for m in module.split(",")):
            return f"no module {module}"
    first = command.split()[0]
    if "/" in first and not first.startswith("./") and not (HOME / first).is_file():
        return f"no file {first}"
    poms = "".join(p.read_text() for p in HOME.glob("**/pom.xml") if "target" not in p.parts)
    for profile in re.findall(r"-P (\w+)", command):
        if f"<id>{profile}</id>" not in poms:
            return f"no profile {profile}"
    for name in re.findall(r"-Dtest=(\w+)", command) + re.findall(r"bench/run jmh (\w+)", command) + re.findall(r"io\.gistwire\.server\.[a-z.]+([A-Z]\w+)", command):
        if not [p for p in HOME.glob(f"**/{name}.java") if "target" not in p.parts]:
            return f"no class {name}"
    for script in re.findall(r"(?:^|\s)((?:[\w.-]+/)*[\w-]+\.(?:py|sh))(?=\s|$)", command):
        path = next((p for p in (HOME / script, HOME / "models/training" / script) if p.is_file()), None)
        if path is None:
            return f"no script {script}"
        near = path.read_text() + "".join(p.read_text() for p in path.parent.glob("gistpack/*.py"))
        for option in re.findall(r"\s(--[a-z][\w-]*)", command):
            if option not in near and option != "--help":
                return f"{script} knows no {option}"
    return None


def twins():
    """Where docs/grpc-calls.md states two things: a call for grpcurl that is not the one for buf."""
    text = (HOME / CALLS_PAGE).read_text()
    for name, section in re.findall(r"### (\w+)\n(.*?)(?=\n##|\Z)", text, re.S):
        for block in re.findall(r"```sh\n(grpcurl .*?)```", section, re.S):
            grpcurl, buf = block.split("buf curl")
            body = re.compile(r"-d (.*?) \\\n", re.S)
            method = re.compile(r"localhost:9000[ /](\S+)")
            if body.search(grpcurl)[1] != body.search(buf)[1] or method.search(grpcurl)[1] != method.search(buf)[1]:
                yield name


class Bench:
    """A folder that looks like the checkout, a server with data of its own, and commands run there."""

    def __init__(self, folder):
        self.folder = folder
        for entry in HOME.iterdir():
            if entry.name not in (".git", "target", "gistwire-demo.html"):
                (folder / entry.name).symlink_to(entry)
        (folder / "photos").mkdir()
        for name in ("kodim05.jpg", "kodim20.jpg", "kodim23.jpg"):
            shutil.copy(PHOTOS / name, folder / "photos")
        shutil.copy(PHOTOS / "kodim23.jpg", folder / "photo.jpg")
        (folder / "bin").mkdir()
        (folder / "bin/gistwire").symlink_to(HOME / "gistwire")
        (folder / "bin/buf").symlink_to(buf())
        self.environment = dict(
            os.environ,
            PATH=f"{folder}/bin:{os.environ['PATH']}",
            GISTWIRE_JAVA_OPTS=f"-Duser.home={folder}",
            BUF=str(folder / "bin/buf"),
        )
        # The first use builds, if that was not done yet.
        subprocess.run(["gistwire", "--version"], cwd=folder, env=self.environment, check=True)
        self.port = self.start("gistwire serve --data data --port 0 --http-port 0", folder / "data")
        self.environment["GISTWIRE_SERVER"] = f"localhost:{self.port}"

    def start(self, command, data):
        """Starts a server; its gRPC port, once it is ready."""
        self.log = open(self.folder / "server.log", "ab")
        self.server = subprocess.Popen(
            ["bash", "-c", "exec " + command], cwd=self.folder, env=self.environment, stdout=self.log, stderr=self.log
        )
        ready = data / "server.json"
        for _ in range(1200):
            if ready.exists():
                ports = json.loads(ready.read_text())
                self.http_port = ports["http_port"]
                return ports["grpc_port"]
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"'{command}' did not start:\n{(self.folder / 'server.log').read_text()[-3000:]}")

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(60)

    def text(self, command):
        """The command with this run's ports, folders and, for grpcurl, buf in its place."""
        call = re.fullmatch(r"grpcurl -plaintext (-d .*?) \\\n\s*localhost:9000 (\S+)", command, re.S)
        if call:
            command = f"buf curl --http2-prior-knowledge --protocol grpc {call[1]} http://localhost:9000/{call[2]}"
        command = command.replace("-jar quarkus-run.jar", f"-jar {JAR}").replace("/var/lib/gistwire", str(self.folder / "var"))
        command = command.replace("verify PATH", f"verify {PACK}")
        return command.replace("localhost:9000", f"localhost:{self.port}").replace("localhost:8080", f"localhost:{self.http_port}")

    def python_example(self):
        """Runs the Python of proto/README.md with the stubs that were made; what failed, or None."""
        program = re.search(r"```python\n(.*?)```", (HOME / "proto/README.md").read_text(), re.S)[1]
        done = subprocess.run(
            [HOME / "proto/target/conformance-venv/bin/python", "-c", self.text(program)],
            cwd=self.folder, env=dict(self.environment, PYTHONPATH="stubs"), capture_output=True, text=True, timeout=60,
        )
        return None if done.returncode == 0 and "sources/" in done.stdout else (done.stdout + done.stderr)[-1000:]

    def calls_with_tokens(self):
        """Runs docs/grpc-calls.md against a server that wants tokens; what failed, or None."""
        self.stop()
        data = self.folder / "tokens"
        secrets = {}
        for name, kind in ("TOKEN", "acme ADMIN SEND READ WRITE"), ("OPERATOR_TOKEN", "--operator"):
            made = subprocess.run(
                ["bash", "-c", f"java -Dgistwire.data={data} -jar {JAR} token create {kind}"],
                cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120,
            )
            secrets[name] = made.stdout.split()[-1]
        self.port = self.start(f"gistwire serve --data {data} --port 0 --http-port 0 --set gistwire.auth=token", data)
        self.environment.update(secrets)
        problem = self.run("proto/conformance/calls localhost:9000 photo.jpg")
        for name in secrets:
            del self.environment[name]
        return problem

    def run(self, command):
        """What failed, or None."""
        if command == PYTHON:
            return self.python_example()
        text = self.text(command)
        if text.endswith(JAR):
            self.stop()
            self.start(text.replace("java ", "java -Dquarkus.grpc.server.port=0 -Dquarkus.http.port=0 "), self.folder / "var")
            return None
        done = subprocess.run(
            ["bash", "-c", text], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300
        )
        return None if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def buf():
    found = os.environ.get("BUF") or next(iter(sorted(map(str, (HOME / "proto/target/buf").glob("buf-*.exe")))), None)
    return pathlib.Path(found or sys.exit("no buf; run proto/lint first, which fetches it, or set BUF")).resolve()


def sort(found):
    """(what is wrong, commands that are excused with their reasons)"""
    wrong, excused, used = [], [], set()
    plain = {re.sub(r"\\\n\s*", "", command): command for command in RUN}
    seen = {}
    for page, command in found:
        seen.setdefault(re.sub(r"\\\n\s*", "", command), page)
    for command, page in seen.items():
        if command in plain:
            continue
        row = next((row for row in EXCUSED if re.fullmatch(row[0], command, re.S)), None)
        if row is None:
            wrong.append(f"{page}: neither run nor excused: {command}")
            continue
        used.add(row)
        problem = missing_in(command)
        excused.append((command, row[1]))
        if problem:
            wrong.append(f"{page}: {problem}: {command}")
    wrong += [f"in no page any more: {command}" for text, command in plain.items() if text not in seen and command != PYTHON]
    wrong += [f"excuses nothing any more: {row[0]}" for row in EXCUSED if row not in used]
    return wrong, excused


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="only sort the commands; run nothing")
    only = parser.parse_args().list
    wrong, excused = sort([(page, command) for page in pages() for command in commands((HOME / page).read_text())])
    wrong += [f"{CALLS_PAGE}: grpcurl and buf differ: {name}" for name in twins()]
    for command, reason in excused:
        print(f"not run  {command.splitlines()[0]}: {reason}")
    if not only:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(pathlib.Path(folder))
            try:
                for command in RUN:
                    started = time.monotonic()
                    problem = bench.run(command)
                    line = command.splitlines()[0]
                    print(f"{'FAILED' if problem else 'ok':9}{line} ({time.monotonic() - started:.1f} s)", flush=True)
                    if problem:
                        wrong.append(f"{command}: {problem}")
                problem = bench.calls_with_tokens()
                print(f"{'FAILED' if problem else 'ok':9}{CALLS_PAGE} with tokens", flush=True)
                wrong += [f"{CALLS_PAGE} with tokens: {problem}"] if problem else []
            finally:
                bench.stop()
    for problem in wrong:
        print(problem, file=sys.stderr)
    print(f"{len(RUN)} run, {len(excused)} excused, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
