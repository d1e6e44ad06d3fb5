# SPDX-License-Identifier: Apache-2.0
# The commands of the README. Each installs by itself what it needs and is not there.

BUILD ?= build
PREFIX ?= /usr/local
prefix ?= $(PREFIX)
bindir = $(prefix)/bin
unitdir = $(prefix)/lib/systemd/system
JOBS ?= $(shell nproc)
CMAKE_FLAGS ?=

.PHONY: all build install uninstall demo test check sanitize bench interop fuzz clean packages-% configure

all: build

packages-%:
	@tools/install-packages $(subst +, ,$*)

configure: packages-build
	@mkdir -p $(BUILD)
	@cmake -S . -B $(BUILD) -G Ninja -DCHANCERY_WERROR=$(if $(CI),ON,OFF) $(CMAKE_FLAGS) >$(BUILD)/configure.log 2>&1 \
	  || { cat $(BUILD)/configure.log; exit 1; }

build: configure
	@cmake --build $(BUILD) -j $(JOBS)

# What `make` built, below PREFIX (DESTDIR stands before it): the programs and the unit of the service.
# Builds nothing that is there, so that root need not own the build.
install:
	@[ -x $(BUILD)/bin/chanceryd ] && [ -x $(BUILD)/bin/chancery ] || $(MAKE) build
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(unitdir)
	install -m 755 $(BUILD)/bin/chanceryd $(BUILD)/bin/chancery $(DESTDIR)$(bindir)
	sed 's|@bindir@|$(bindir)|' tools/service/chanceryd.service | install -m 644 /dev/stdin $(DESTDIR)$(unitdir)/chanceryd.service

uninstall:
	rm -f $(DESTDIR)$(bindir)/chanceryd $(DESTDIR)$(bindir)/chancery $(DESTDIR)$(unitdir)/chanceryd.service

# A small office in build/demo, a certificate from it, and a server to go on with.
demo: configure
	@cmake --build $(BUILD) -j $(JOBS) --target chanceryd chancery
	@tools/demo $(BUILD)

# Unit and contract tests, end to end with real clients, crashes, fuzzing.
test: packages-build+test build
	@tools/test $(BUILD) $(JOBS)

check: packages-check
	@tools/check

# Everything again under AddressSanitizer and UndefinedBehaviorSanitizer, the threads under
# ThreadSanitizer.
sanitize: packages-build+test
	@tools/sanitize $(JOBS)

bench: packages-bench build
	@bench/run --build $(BUILD)
	@bench/test_ca --build $(BUILD)

# The fleet: other people's clients, in network namespaces with BIND and web servers. Needs root for
# the namespaces and mounts, and the internet for the clients that Debian has not; writes
# docs/interop.md. ACME_SH, CERTBOT, GETSSL, MOD_MD and NODE_ACME_CLIENT may name checkouts of those,
# INTEROP be `--only CLIENT`. Then the unit tests themselves are tested, by edits that they must
# notice; MUTATE may be `--only WORD`.
interop: packages-build+test+interop configure
	@cmake --build $(BUILD) -j $(JOBS) --target chanceryd chancery chancery-testca wycheproof
	@tests/interop/run --build $(BUILD) $(INTEROP)
	@tools/mutate --jobs $(JOBS) $(MUTATE)

clean:
	rm -rf $(BUILD) $(BUILD)-*
