# SPDX-License-Identifier: Apache-2.0
"""A DNS root in a network of a test, for a resolver that asks its way down from there: it delegates
loop-one.net and loop-two.net to each other's name servers, whose addresses nobody knows."""

import pathlib
import socketserver
import sys
import threading

import dns.flags
import dns.message
import dns.rrset

# https://www.iana.org/domains/root/servers: a resolver has these built in.
ADDRESSES = ["198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10",
             "192.5.5.241", "192.112.36.4", "198.97.190.53", "192.36.148.17", "192.58.128.30",
             "193.0.14.129", "199.7.83.42", "202.12.27.33", "199.9.14.201"]
OTHER = {"loop-one.net.": "ns.loop-two.net.", "loop-two.net.": "ns.loop-one.net."}


def answer(wire, file):
    query = dns.message.from_wire(wire)
    name = query.question[0].name.to_text().lower()
    with open(file, "a") as asked:
        asked.write(name + "\n")
    reply = dns.message.make_response(query)
    zone = next((zone for zone in OTHER if name.endswith(zone)), None)
    if zone:
        reply.authority.append(dns.rrset.from_text(zone, 60, "IN", "NS", OTHER[zone]))
    else:
        reply.flags |= dns.flags.AA
        reply.answer.append(dns.rrset.from_text(".", 60, "IN", "NS", "a.root-servers.net."))
        reply.additional.append(
            dns.rrset.from_text("a.root-servers.net.", 60, "IN", "A", ADDRESSES[0]))
    return reply.to_wire()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        wire, socket = self.request
        socket.sendto(answer(wire, self.server.file), self.client_address)


def main(file):
    # One socket an address: an answer must come from where it was asked.
    servers = [socketserver.ThreadingUDPServer((address, 53), Handler) for address in ADDRESSES]
    for server in servers:
        server.file = pathlib.Path(file)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
