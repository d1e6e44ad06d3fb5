# SPDX-License-Identifier: Apache-2.0
"""The suites, in the order of the table."""

from . import eggsampler, lego_e2e, node_acme_client

SUITES = [eggsampler.Eggsampler(), lego_e2e.LegoE2e(), node_acme_client.NodeAcmeClient()]
