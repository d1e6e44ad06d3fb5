# SPDX-License-Identifier: Apache-2.0
"""The web servers that hosts have, started with a configuration of the test's on ports of its own."""

import pathlib
import socket
import subprocess

from .office import wait_until

MODULES = pathlib.Path("/usr/lib/apache2/modules")


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Daemon:
    """Serves within a `with`, from when all its ports are open. In the foreground, so that it ends
    with the test."""

    def __init__(self, directory, ports):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(exist_ok=True)
        self.log_file = self.directory / "log"
        self.ports = ports
        self.process = None

    def command(self):
        raise NotImplementedError

    def write(self, name, text):
        file = self.directory / name
        file.write_text(text)
        return file

    def log(self):
        return self.log_file.read_text()

    def _serves(self):
        assert self.process.poll() is None, f"{self.command()[0]} ended:\n{self.log()}"
        return all(is_open(port) for port in self.ports)

    def __enter__(self):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([str(word) for word in self.command()],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self._serves, f"{self.command()[0]} to serve")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nginx(Daemon):
    """`http` and `stream` are what stands in these blocks."""

    def __init__(self, directory, ports, http="", stream=""):
        super().__init__(directory, ports)
        self.file = self.write("nginx.conf", f"""
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
user root;
pid {self.directory}/pid;
error_log {self.log_file};
events {{}}
http {{
    access_log off;
    client_body_temp_path {self.directory}/body;
    proxy_temp_path {self.directory}/proxy;
    fastcgi_temp_path {self.directory}/fastcgi;
    uwsgi_temp_path {self.directory}/uwsgi;
    scgi_temp_path {self.directory}/scgi;
    {http}
}}
stream {{
    {stream}
}}
""")

    def command(self):
        return ["nginx", "-c", self.file, "-p", self.directory]


class HaProxy(Daemon):
    def __init__(self, directory, ports, text):
        super().__init__(directory, ports)
        self.file = self.write("haproxy.cfg", f"""
defaults
    timeout connect 10s
    timeout client 10s
    timeout server 10s
{text}
""")

    def command(self):
        return ["haproxy", "-db", "-f", self.file]


class Apache(Daemon):
    modules = ["mpm_event", "authz_core", "alias", "ssl", "md"]

    def __init__(self, directory, ports, text):
        super().__init__(directory, ports)
        load = "\n".join(f"LoadModule {module}_module {MODULES}/mod_{module}.so"
                         for module in self.modules)
        listen = "\n".join(f"Listen 127.0.0.1:{port}" for port in ports)
        self.file = self.write("apache.conf", f"""
ServerRoot {self.directory}
DefaultRuntimeDir {self.directory}
PidFile {self.directory}/pid
ErrorLog {self.log_file}
LogLevel warn
{load}
{listen}
{text}
""")

    def command(self):
        return ["apache2", "-f", self.file, "-DFOREGROUND"]


class Caddy(Daemon):
    """`text` is its configuration in JSON."""

    def __init__(self, directory, ports, text):
        super().__init__(directory, ports)
        self.file = self.write("caddy.json", text)

    def command(self):
        return ["env", f"HOME={self.directory}", f"XDG_DATA_HOME={self.directory}", "caddy", "run",
                "--config", self.file]
