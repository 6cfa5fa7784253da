// SPDX-License-Identifier: MIT
// One-way latency: from the start of a signal to the moment at which the last waiter has returned,
// as harness/trial/wake.h measures it.

package main

import "sync/atomic"

// How a waiter waits when the signal comes: just arrived, asleep, or asleep on the signaller's CPU.
var waits = []string{"spinning", "asleep", "same-cpu"}

// ns from the last arrival to the signal, as in harness/trial/wake.c.
var pauses = map[string]int64{"spinning": 500, "asleep": 100_000, "same-cpu": 0}

type waiter struct {
	arrived, returned uint64 // the round
	seen              int64  // the time of its return; returned publishes it
}

type wake struct {
	t       *trial
	round   *uint64 // that waiters may enter; the largest number ends them
	pause   int64
	waiters []*waiter
	prepare func() // by the signaller between rounds, while nobody waits; may be nil
	wait    func(m *member)
	signal  func(m *member)
}

const lastRound = 1<<64 - 1

const switches = 4 // each lets a waiter on the signaller's CPU run until it sleeps

func (w *wake) await(word *uint64, round uint64) {
	for atomic.LoadUint64(word) != round {
		w.t.lookAgain()
	}
}

// round is the signaller's: it returns the latency.
func (w *wake) signalRound(m *member) int64 {
	m.turn++
	if w.prepare != nil {
		w.prepare()
	}
	atomic.StoreUint64(w.round, m.turn)
	for _, other := range w.waiters {
		w.await(&other.arrived, m.turn)
	}
	for i := 0; i < switches && w.t.crowded(); i++ {
		w.t.lookAgain()
	}
	for end := now() + w.pause; now() < end; {
		w.t.lookAgain()
	}
	since := now()
	w.signal(m)
	last := since
	for _, other := range w.waiters {
		w.await(&other.returned, m.turn)
		last = max(last, other.seen)
	}
	return last - since
}

// waitRounds is a waiter's, until the signaller ends.
func (w *wake) waitRounds(m *member) {
	self := w.waiters[m.id-1]
	for last := uint64(0); ; {
		round := atomic.LoadUint64(w.round)
		if round == last {
			w.t.lookAgain()
			continue
		}
		if round == lastRound {
			return
		}
		before := usageOf(usageOfThread).voluntary
		atomic.StoreUint64(&self.arrived, round)
		w.wait(m)
		self.seen = now()
		m.waits++
		if usageOf(usageOfThread).voluntary != before {
			m.sleeps++
		}
		atomic.StoreUint64(&self.returned, round)
		last = round
	}
}

func (w *wake) work(t *trial, wait string) work {
	w.t, w.round = t, lay[uint64](t)
	w.pause = pauses[wait]
	for range t.members[1:] {
		w.waiters = append(w.waiters, lay[waiter](t))
	}
	return work{latency: w.signalRound, helper: w.waitRounds,
		counts: func(id int) bool { return id == 0 },
		end:    func(*member) { atomic.StoreUint64(w.round, lastRound) }}
}

// addWakes appends the latency rows of a scenario, of which setup makes the verbs.
func addWakes(r *rows, family, scenario string, setup func(t *trial) *wake) {
	floors := []string{transfer, futexWake, futexSwitch}
	for i, wait := range waits {
		wait := wait
		proto := row{threads: 2, basis: "latency", floor: floors[i],
			setup: func(t *trial) work { return setup(t).work(t, wait) }}
		if wait == "same-cpu" {
			proto.place = sameCPU
		} else if len(r.cpus) < 2 || !r.pair() {
			continue
		}
		r.add(proto, family, scenario+"/wait:"+wait)
	}
}
