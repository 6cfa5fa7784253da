// SPDX-License-Identifier: MIT
// Time, and chains of dependent operations: they measure the cycle and make delays of known length.

package main

import "time"

var origin = time.Now()

// now returns nanoseconds of the monotonic clock.
func now() int64 { return int64(time.Since(origin)) }

const chainLinks = 8

// chain does groups*chainLinks dependent operations of a cycle each, adds and exclusive ors in
// turn: of two adds the compiler makes one.
//
//go:noinline
func chain(groups uint64, step uint64) uint64 {
	x := groups
	for ; groups != 0; groups-- {
		x += step
		x ^= step
		x += step
		x ^= step
		x += step
		x ^= step
		x += step
		x ^= step
	}
	return x
}

// delay runs a chain; nothing but a predicted branch where there are no groups.
func delay(groups uint64) {
	if groups != 0 {
		chain(groups, groups)
	}
}

// cycleNs returns the time of one link: the shortest of three chains of 20 µs at 3 GHz.
func cycleNs() float64 {
	const tries, groups = 3, 8000
	shortest := int64(1) << 62
	for i := 0; i < tries; i++ {
		begin := now()
		chain(groups, uint64(i))
		if spent := now() - begin; spent < shortest {
			shortest = spent
		}
	}
	return float64(shortest) / (groups * chainLinks)
}

// chainGroups returns how many groups last ns, rounded to the nearest.
func chainGroups(ns, cycle float64) uint64 { return uint64(ns/(cycle*chainLinks) + 0.5) }
