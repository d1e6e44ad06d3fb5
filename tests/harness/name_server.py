# SPDX-License-Identifier: Apache-2.0
"""A DNS server for a network of a test: it answers what a file says, as that file is at the moment.

The file has a record a line: NAME TYPE DATA, in the words of a zone file.
"""

import pathlib
import socketserver
import subprocess
import sys

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL = 1  # second


def answer(wire, file):
    query = dns.message.from_wire(wire)
    question = query.question[0]
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    name = question.name.to_text(omit_final_dot=True).lower()
    lines = [line.split(" ", 2) for line in file.read_text().splitlines() if line]
    here = [(kind, data) for at, kind, data in lines if at == name]
    if not any(at == name or at.endswith("." + name) for at, _, _ in lines):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    wanted = [data for kind, data in here if kind == dns.rdatatype.to_text(question.rdtype)]
    if wanted:
        reply.answer.append(dns.rrset.from_text(question.name, TTL, "IN", question.rdtype, *wanted))
    return reply.to_wire()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        wire, socket = self.request
        socket.sendto(answer(wire, self.server.file), self.client_address)


class DnsServer:
    """Runs on an address, behind a prefix such as `ip netns exec`."""

    def __init__(self, directory, address, prefix=(), port=53):
        self.file = pathlib.Path(directory, "zone")
        self.file.write_text("")
        self.address = address
        self.port = port
        self.process = subprocess.Popen(
            [*prefix, sys.executable, __file__, address, str(port), self.file],
            stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def add(self, name, kind, data):
        with open(self.file, "a") as file:
            file.write(f"{name} {kind} {data}\n")


def main(address, port, file):
    with socketserver.ThreadingUDPServer((address, int(port)), Handler) as server:
        server.file = pathlib.Path(file)
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
