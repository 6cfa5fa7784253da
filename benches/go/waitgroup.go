// SPDX-License-Identifier: MIT
// sync.WaitGroup: counting, a wait for nothing, fan-out with fan-in, and how late a wait returns.

package main

import "sync"

type groupShared struct {
	group *sync.WaitGroup
	gates [2]*sync.WaitGroup // workers wait at one while the other is opened for the next round
	round uint64             // written before the gate opens
	last  bool
	seen  []*uint64 // by each member: the round that it has worked in
}

func (s *groupShared) measureAddDone(_ *member, n int) {
	group := s.group
	for ; n > 0; n-- {
		group.Add(1)
		group.Done()
	}
}

func (s *groupShared) measureWaitZero(_ *member, n int) {
	group := s.group
	for ; n > 0; n-- {
		group.Wait()
	}
}

// measureFan sends a round to every worker and waits for all.
func (s *groupShared) measureFan(m *member, n int) {
	for ; n > 0; n-- {
		s.fan(m)
	}
}

func (s *groupShared) fan(m *member) {
	workers := len(s.seen) - 1
	round := s.round + 1
	s.round = round
	s.gates[(round+1)%2].Add(1)
	s.group.Add(workers)
	s.gates[round%2].Done()
	s.group.Wait()
	if *s.seen[1+round%uint64(workers)] != round {
		m.faults++
	}
}

func (s *groupShared) worker(m *member) {
	for round := uint64(1); ; round++ {
		s.gates[round%2].Wait()
		last := s.last
		if s.round != round {
			m.faults++
		}
		*s.seen[m.id] = round
		s.group.Done()
		if last {
			return
		}
	}
}

func newGroup(t *trial) *groupShared {
	s := &groupShared{group: lay[sync.WaitGroup](t)}
	s.gates = [2]*sync.WaitGroup{lay[sync.WaitGroup](t), lay[sync.WaitGroup](t)}
	for range t.members {
		s.seen = append(s.seen, lay[uint64](t))
	}
	s.gates[1].Add(1) // the gate of round 1 is shut
	return s
}

func addWaitGroup(r *rows) {
	for _, threads := range r.threads {
		r.add(row{threads: threads, floor: rmw, shares: true, setup: func(t *trial) work {
			s := newGroup(t)
			return work{op: s.measureAddDone,
				verify: func(uint64, []*member) string { // hangs, or panics, where the count is off
					s.group.Wait()
					return ""
				}}
		}}, "waitgroup", "add-done")
	}
	if r.alone() {
		r.add(row{threads: 1, floor: load, setup: func(t *trial) work {
			return work{op: newGroup(t).measureWaitZero}
		}}, "waitgroup", "wait-zero")
	}
	fan := row{basis: "round-trip", floor: futexWake, setup: func(t *trial) work {
		s := newGroup(t)
		return work{op: s.measureFan, counts: first, helper: s.worker,
			end: func(m *member) {
				s.last = true
				s.fan(m)
			}}
	}}
	for _, threads := range r.threads {
		if fan.threads = threads; threads > 1 {
			r.addPlaced(fan, "waitgroup", "fan-out-fan-in", full)
		}
	}
	addWakes(r, "waitgroup", "done", func(t *trial) *wake {
		s := newGroup(t)
		return &wake{
			prepare: func() { s.group.Add(1) },
			wait: func(m *member) {
				s.group.Wait()
				m.turn++
				if s.round != m.turn {
					m.faults++
				}
			},
			signal: func(*member) {
				s.round++
				s.group.Done()
			}}
	})
}
