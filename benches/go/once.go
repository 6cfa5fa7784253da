// SPDX-License-Identifier: MIT
// sync.Once: the call that finds it done, and the first call.

package main

import (
	"fmt"
	"sync"
)

type onceShared struct {
	once sync.Once
	runs uint64
}

func (s *onceShared) count() { s.runs++ }

func (s *onceShared) measureDone(_ *member, n int) {
	f := s.count
	for ; n > 0; n-- {
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
		s.once.Do(f)
	}
}

// measureFirst takes a fresh one each time.
func (s *onceShared) measureFirst(_ *member, n int) {
	f := s.count
	for ; n > 0; n-- {
		s.once = sync.Once{}
		s.once.Do(f)
	}
}

func ran(got, want uint64) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("the function ran %d times, not %d", got, want)
}

func addOnce(r *rows) {
	done := func(t *trial) work {
		s := lay[onceShared](t)
		s.once.Do(s.count)
		return work{op: s.measureDone, per: repeat,
			verify: func(uint64, []*member) string { return ran(s.runs, 1) }}
	}
	for _, threads := range r.threads {
		tier := full
		if threads == 1 {
			tier = standard
		}
		r.add(row{tier: tier, threads: threads, floor: load, shares: true, setup: done}, "once",
			"done")
	}
	if !r.alone() {
		return
	}
	r.add(row{threads: 1, floor: rmw, setup: func(t *trial) work {
		s := lay[onceShared](t)
		return work{op: s.measureFirst,
			verify: func(all uint64, _ []*member) string { return ran(s.runs, all) }}
	}}, "once", "first")
}
