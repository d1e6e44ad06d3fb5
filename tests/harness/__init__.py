# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end and crash tests are written with: a real office, real and hostile clients."""
