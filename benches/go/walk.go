// SPDX-License-Identifier: MIT
// The rows of benches/race.c: plain accesses to the words of 16 MiB, one after the other.

package main

import (
	"fmt"
	"sync"
)

const mib, words = 16, 16 << 20 >> 3

type walked struct {
	words []uint64
	lock  sync.Mutex
}

func (s *walked) measureRead(m *member, n int) {
	at, sum, words := m.turn, uint64(0), s.words
	for ; n > 0; n-- {
		at = (at + 1) % uint64(len(words))
		sum += words[at]
	}
	m.turn = at
	m.faults += sum // nobody writes
}

func (s *walked) measureWrite(m *member, n int) {
	at, words := m.turn, s.words
	for ; n > 0; n-- {
		at = (at + 1) % uint64(len(words))
		words[at] = at
	}
	m.turn = at
	if words[at] != at {
		m.faults++
	}
}

func (s *walked) measureUpdate(m *member, n int) {
	at, words := m.turn, s.words
	for ; n > 0; n-- {
		at = (at + 1) % uint64(len(words))
		words[at]++
	}
	m.turn = at
}

func (s *walked) measureLocked(m *member, n int) {
	at, words := m.turn, s.words
	for ; n > 0; n-- {
		at = (at + 1) % uint64(len(words))
		s.lock.Lock()
		words[at]++
		s.lock.Unlock()
	}
	m.turn = at
}

func (s *walked) verify(all uint64, _ []*member) string {
	sum := uint64(0)
	for _, word := range s.words {
		sum += word
	}
	if sum == all {
		return ""
	}
	return fmt.Sprintf("the words hold %d after %d additions", sum, all)
}

func addWalk(r *rows) {
	if !r.alone() {
		return
	}
	for _, scenario := range []struct {
		name, floor string
		op          func(s *walked, m *member, n int)
		sums        bool
	}{{"read", load, (*walked).measureRead, false}, {"write", store, (*walked).measureWrite, false},
		{"update", store, (*walked).measureUpdate, true},
		{"locked", rmw, (*walked).measureLocked, true}} {
		scenario := scenario
		r.add(row{threads: 1, floor: scenario.floor, setup: func(*trial) work {
			s := &walked{words: make([]uint64, words)}
			w := work{op: func(m *member, n int) { scenario.op(s, m, n) }}
			if scenario.sums {
				w.verify = s.verify
			}
			return w
		}}, "race", fmt.Sprintf("%s/mib:%d", scenario.name, mib))
	}
}
