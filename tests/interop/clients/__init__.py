# SPDX-License-Identifier: Apache-2.0
"""The fleet, in the order of the table."""

from . import acme_client, acme_sh, acme_tiny, caddy, certbot, dehydrated, getssl, lego, mod_md, uacme

FLEET = [*certbot.CLIENTS, *lego.CLIENTS, *uacme.CLIENTS, *dehydrated.CLIENTS, *acme_tiny.CLIENTS,
         *acme_sh.CLIENTS, *getssl.CLIENTS, *acme_client.CLIENTS, *mod_md.CLIENTS, *caddy.CLIENTS]
