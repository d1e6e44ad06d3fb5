# SPDX-License-Identifier: Apache-2.0
"""The suites, in the order of the table."""

from . import certbot_ci, eggsampler, instant_acme, lego_e2e, node_acme_client

SUITES = [certbot_ci.CertbotCi(), eggsampler.Eggsampler(), instant_acme.InstantAcme(),
          lego_e2e.LegoE2e(), node_acme_client.NodeAcmeClient()]
