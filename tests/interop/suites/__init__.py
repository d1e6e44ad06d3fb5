# SPDX-License-Identifier: Apache-2.0
"""The suites, in the order of the table."""

from . import acme4j, certbot_ci, eggsampler, instant_acme, lego_e2e, mod_md, node_acme_client, wycheproof

SUITES = [acme4j.Acme4j(), certbot_ci.CertbotCi(), eggsampler.Eggsampler(),
          instant_acme.InstantAcme(), lego_e2e.LegoE2e(), mod_md.ModMd(),
          node_acme_client.NodeAcmeClient(), wycheproof.Wycheproof()]
