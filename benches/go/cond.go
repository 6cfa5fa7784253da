// SPDX-License-Identifier: MIT
// sync.Cond: a call that nobody waits for, a turn that goes there and back, and wake-ups.

package main

import "sync"

type condShared struct {
	lock   sync.Mutex
	cond   *sync.Cond
	rounds uint64 // that have gone there and back; signals of a latency row
	holder int    // the member whose turn it is
	last   bool
}

func (s *condShared) measureSignalNobody(_ *member, n int) {
	cond := s.cond
	for ; n > 0; n-- {
		cond.Signal()
	}
}

func (s *condShared) measureBroadcastNobody(_ *member, n int) {
	cond := s.cond
	for ; n > 0; n-- {
		cond.Broadcast()
	}
}

func (s *condShared) handOver(other int) {
	s.holder = other
	s.lock.Unlock()
	s.cond.Signal()
}

func (s *condShared) awaitTurn(self int) {
	s.lock.Lock()
	for s.holder != self {
		s.cond.Wait()
	}
}

func (s *condShared) measurePingPong(_ *member, n int) {
	for ; n > 0; n-- {
		s.lock.Lock()
		s.handOver(1)
		s.awaitTurn(0)
		s.lock.Unlock()
	}
}

func (s *condShared) answer(*member) {
	for last := false; !last; {
		s.awaitTurn(1)
		s.rounds++
		last = s.last
		s.handOver(0)
	}
}

func newCond(t *trial) *condShared {
	s := lay[condShared](t)
	s.cond = sync.NewCond(&s.lock)
	return s
}

func addCond(r *rows) {
	if r.alone() {
		r.add(row{threads: 1, floor: load, setup: func(t *trial) work {
			return work{op: newCond(t).measureSignalNobody}
		}}, "cond", "signal-nobody")
		r.add(row{threads: 1, floor: load, setup: func(t *trial) work {
			return work{op: newCond(t).measureBroadcastNobody}
		}}, "cond", "broadcast-nobody")
	}
	r.addPlaced(row{threads: 2, basis: "round-trip", floor: futexWake, setup: func(t *trial) work {
		s := newCond(t)
		return work{op: s.measurePingPong, counts: first, helper: s.answer,
			end: func(m *member) {
				s.last = true
				s.measurePingPong(m, 1)
			},
			verify: func(all uint64, _ []*member) string { return ran(s.rounds, all+1) }}
	}}, "cond", "ping-pong", full)
	addWakes(r, "cond", "signal", func(t *trial) *wake {
		s := newCond(t)
		return &wake{
			wait: func(m *member) {
				s.lock.Lock()
				for s.rounds == m.turn {
					s.cond.Wait()
				}
				m.turn++
				if s.rounds != m.turn {
					m.faults++
				}
				s.lock.Unlock()
			},
			signal: func(*member) {
				s.lock.Lock()
				s.rounds++
				s.lock.Unlock()
				s.cond.Signal()
			}}
	})
}
