#!/bin/sh
# SPDX-License-Identifier: MIT
# The short form of make test-long: stress and linearizability under signals, on one CPU, with eight
# threads a CPU, and with delays.
# usage: disturbed.sh (BUILD in the environment)
LONG_SCALE=0.05 exec tests/long
