// SPDX-License-Identifier: Apache-2.0
// Carries the precompiled headers (precompiled.cmake), and is otherwise empty.

int main() {
    return 0;
}
