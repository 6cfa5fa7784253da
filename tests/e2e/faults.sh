#!/bin/sh
# SPDX-License-Identifier: MIT
# The short form of the fault injection: each kind of fault once, always the same ones.
# Runs beside others.
# usage: faults.sh (BUILD in the environment)
exec tests/faults/inject each 1
