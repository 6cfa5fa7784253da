// SPDX-License-Identifier: MIT
// sync.Mutex and sync.RWMutex, uncontended and contended.

package main

import (
	"fmt"
	"math"
	"sync"
)

// guarded is what the mutex protects: plain words, so that a lock that fails loses counts.
type guarded struct {
	counter, owner uint64
}

type mutexShared struct {
	lock          *sync.Mutex
	data          *guarded
	crit, outside uint64 // chain groups
}

func (s *mutexShared) measureMutex(m *member, n int) {
	id, lock, data, handoffs := uint64(m.id+1), s.lock, s.data, uint64(0)
	for ; n > 0; n-- {
		lock.Lock()
		data.counter++
		if data.owner != id {
			data.owner = id
			handoffs++
		}
		delay(s.crit)
		lock.Unlock()
		delay(s.outside)
	}
	m.handoffs += handoffs
}

func setupMutex(crit, outside float64) func(t *trial) work {
	return func(t *trial) work {
		s := &mutexShared{lay[sync.Mutex](t), lay[guarded](t), chainGroups(crit, t.cycle),
			chainGroups(outside, t.cycle)}
		return work{op: s.measureMutex,
			verify: func(all uint64, _ []*member) string {
				if s.data.counter == all {
					return ""
				}
				return fmt.Sprintf("the lock did not exclude: the counter rose by %d in %d "+
					"critical sections", s.data.counter, all)
			},
			figures: func(all uint64, members []*member, line map[string]any) {
				handoffs := uint64(0)
				for _, m := range members {
					handoffs += m.handoffs
				}
				line["handoffs_per_op"] = float64(handoffs) / float64(all)
				for key, groups := range map[string]uint64{"crit_ns": s.crit,
					"outside_ns": s.outside} {
					if groups > 0 {
						line[key] = float64(groups*chainLinks) * t.cycle
					}
				}
			}}
	}
}

func addMutex(r *rows) {
	sections := [][2]int{{0, 0}, {50, 0}, {200, 0}, {0, 200}}
	for _, section := range sections {
		empty := section == sections[0]
		proto := row{shares: true, setup: setupMutex(float64(section[0]), float64(section[1]))}
		scenario := fmt.Sprintf("/crit:%dns/out:%dns", section[0], section[1])
		for _, threads := range r.threads {
			proto.threads, proto.tier, proto.floor = threads, full, transfer
			if empty && (threads == 1 || threads == r.most()) {
				proto.tier = standard
			}
			if threads == 1 {
				proto.floor = rmw
				r.add(proto, "mutex", "uncontended"+scenario)
				continue
			}
			r.add(proto, "mutex", "contended"+scenario)
		}
		proto.tier, proto.floor = full, transfer
		if empty && r.oversubscribed > 0 {
			proto.threads = r.oversubscribed
			r.add(proto, "mutex", "contended"+scenario)
		}
		addScheduled(r, proto, "mutex", "contended"+scenario)
	}
}

// addScheduled appends rows of goroutines that contend and that Go's scheduler places: two for each
// P, and many.
func addScheduled(r *rows, proto row, family, scenario string) {
	const many = 100
	proto.place, proto.tier = scheduled, full
	for _, threads := range r.threads {
		if threads > len(r.cpus) || (threads != 1 && threads != r.most()) {
			continue
		}
		for _, goroutines := range []int{2 * threads, many} {
			proto.threads, proto.goroutines, proto.floor = threads, goroutines, transfer
			if threads == 1 {
				proto.floor = rmw
			}
			r.add(proto, family, scenario)
		}
	}
}

// pair is always equal outside a write section.
type pair struct {
	first, second uint64
}

type rwmutexShared struct {
	lock      *sync.RWMutex
	data      *pair
	threshold uint64 // a random 32-bit number below it makes a read
}

func (s *rwmutexShared) measureRWMutex(m *member, n int) {
	lock, data, threshold := s.lock, s.data, s.threshold
	for ; n > 0; n-- {
		if m.next()&math.MaxUint32 < threshold {
			lock.RLock()
			if data.first != data.second {
				m.faults++
			}
			lock.RUnlock()
		} else {
			lock.Lock()
			data.first++
			data.second++
			lock.Unlock()
			m.wins++
		}
	}
}

// threshold of a share of reads, in percent.
func threshold(percent float64) uint64 { return uint64(math.Round(percent / 100 * (1 << 32))) }

func setupRWMutex(percent float64) func(t *trial) work {
	return func(t *trial) work {
		s := &rwmutexShared{lay[sync.RWMutex](t), lay[pair](t), threshold(percent)}
		return work{op: s.measureRWMutex,
			verify: func(_ uint64, members []*member) string {
				writes := uint64(0)
				for _, m := range members {
					writes += m.wins
				}
				if s.data.first == writes && s.data.second == writes {
					return ""
				}
				return fmt.Sprintf("the lock did not exclude writers: the data was raised by %d "+
					"in %d writes", s.data.first, writes)
			}}
	}
}

func addRWMutex(r *rows) {
	for _, percent := range []float64{100, 99, 90, 50, 0} {
		scenario := fmt.Sprintf("/read:%g", percent)
		proto := row{shares: true, setup: setupRWMutex(percent)}
		for _, threads := range r.threads {
			proto.threads, proto.tier, proto.floor = threads, full, transfer
			if threads == 1 {
				if percent == 100 {
					proto.tier = standard
				}
				proto.floor = rmw
				r.add(proto, "rwmutex", "uncontended"+scenario)
				continue
			}
			r.add(proto, "rwmutex", "mixed"+scenario)
		}
		if percent == 90 {
			addScheduled(r, proto, "rwmutex", "mixed"+scenario)
		}
	}
}
