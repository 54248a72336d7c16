"""A PostgreSQL server of the tests' own, where Debian's package or another has put one."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg


def programs():
    """The folder of initdb and pg_ctl; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (found[-1] if found else None)
    return None if initdb is None else Path(initdb).parent


class Server:
    """A server in a folder of its own, on a port that is free."""

    def __init__(self, programs):
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="talking-photo-pg-"))
        self._as_postgres = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._folder, "postgres")
            self._as_postgres = ["runuser", "-u", "postgres", "--"]
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._call("initdb", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")

    @property
    def address(self):
        """Without the name of a database."""
        return f"postgresql://postgres@127.0.0.1:{self._port}"

    def start(self):
        options = (
            f"-h 127.0.0.1 -p {self._port} -k {self._folder} -c fsync=off -c max_connections=200"
        )
        log = str(self._folder / "log")
        self._call("pg_ctl", "-w", "-s", "-o", options, "-l", log, "start")

    def stop(self):
        """At once, as if its machine had died."""
        self._call("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def remove(self):
        shutil.rmtree(self._folder)

    def _call(self, program, *arguments):
        command = [*self._as_postgres, str(self._programs / program)]
        command += ["-D", str(self._folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


@contextlib.contextmanager
def running(programs):
    """A server that runs; it is gone afterwards."""
    server = Server(programs)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.remove()


def new_database(server):
    """Address of an empty database."""
    address = server.address
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"
