// SPDX-License-Identifier: MIT
// sync.Pool, sync.Map and atomic.Value.

package main

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// object of a pool: owner is 0 while it is nobody's.
type object struct {
	owner   uint64
	payload [7]uint64
}

type poolShared struct {
	pool sync.Pool
}

func (s *poolShared) take(m *member) *object {
	o := s.pool.Get().(*object)
	if atomic.LoadUint64(&o.owner) != 0 {
		m.faults++
	}
	atomic.StoreUint64(&o.owner, uint64(m.id+1))
	return o
}

func (s *poolShared) give(m *member, o *object) {
	if atomic.LoadUint64(&o.owner) != uint64(m.id+1) {
		m.faults++
	}
	atomic.StoreUint64(&o.owner, 0)
	s.pool.Put(o)
}

func (s *poolShared) measureSingle(m *member, n int) {
	for ; n > 0; n-- {
		s.give(m, s.take(m))
	}
}

func (s *poolShared) measureBurst(m *member, n int) {
	var held [16]*object
	for ; n > 0; n-- {
		for i := range held {
			held[i] = s.take(m)
		}
		for _, o := range held {
			s.give(m, o)
		}
	}
}

func newPool() *poolShared {
	return &poolShared{sync.Pool{New: func() any { return new(object) }}}
}

func addPool(r *rows) {
	for _, threads := range r.threads {
		proto := row{threads: threads, floor: rmw, shares: true}
		proto.setup = func(*trial) work { return work{op: newPool().measureSingle} }
		r.add(proto, "pool", "get-put")
		proto.setup = func(*trial) work { return work{op: newPool().measureBurst} }
		r.add(proto, "pool", "burst/size:16")
	}
}

const keys, ownKeys = 1024, 256

type mapShared struct {
	m         sync.Map
	threshold uint64
}

// valueOf says which key it belongs to, in its upper bits.
func valueOf(key, low uint64) uint64 { return key<<16 | low&math.MaxUint16 }

func (s *mapShared) measureRead(m *member, n int) {
	for ; n > 0; n-- {
		key := 1 + m.next()%keys
		value, found := s.m.Load(key)
		if !found || value.(uint64) != valueOf(key, 0) {
			m.faults++
		}
	}
}

// measureDisjoint stores and loads in turn: nobody else writes these keys.
func (s *mapShared) measureDisjoint(m *member, n int) {
	for ; n > 0; n-- {
		turn := m.turn
		m.turn++
		key := 1 + uint64(m.id)*ownKeys + turn/2%ownKeys
		if turn%2 == 0 {
			s.m.Store(key, valueOf(key, turn))
		} else if value, found := s.m.Load(key); !found || value.(uint64) != valueOf(key, turn-1) {
			m.faults++
		}
	}
}

// measureMixed loads, stores or deletes: of the keys about two in three are there.
func (s *mapShared) measureMixed(m *member, n int) {
	for ; n > 0; n-- {
		random := m.next()
		key := 1 + random>>32%keys
		var value any
		found := false
		if random&math.MaxUint32 < s.threshold {
			value, found = s.m.Load(key)
		} else if random>>48&1|random>>49&1 != 0 {
			s.m.Store(key, valueOf(key, random))
		} else {
			value, found = s.m.LoadAndDelete(key)
		}
		if found && value.(uint64)>>16 != key {
			m.faults++
		}
	}
}

func newMap(filled bool, percent float64) *mapShared {
	s := &mapShared{threshold: threshold(percent)}
	for key := uint64(1); filled && key <= keys; key++ {
		s.m.Store(key, valueOf(key, 0))
	}
	return s
}

func addMap(r *rows) {
	for _, threads := range r.threads {
		proto := row{threads: threads, floor: load, shares: true}
		proto.setup = func(*trial) work { return work{op: newMap(true, 100).measureRead} }
		r.add(proto, "map", "read")
		proto.floor = rmw
		proto.setup = func(*trial) work { return work{op: newMap(false, 0).measureDisjoint} }
		r.add(proto, "map", "disjoint")
		if threads > 1 {
			proto.floor = transfer
		}
		for _, percent := range []float64{50, 90, 99} {
			percent := percent
			proto.setup = func(*trial) work { return work{op: newMap(true, percent).measureMixed} }
			r.add(proto, "map", fmt.Sprintf("mixed/read:%g", percent))
		}
	}
}

// config is what is published: mirror is the complement of stamp while it is whole.
type config struct {
	stamp   uint64
	payload [6]uint64
	mirror  uint64
}

type valueShared struct {
	value     atomic.Value
	threshold uint64
}

func (s *valueShared) look(m *member) {
	if c := s.value.Load().(*config); c.mirror != ^c.stamp {
		m.faults++
	}
}

// publish makes each configuration anew; the collector takes the old one.
func (s *valueShared) publish(m *member) {
	m.turn++
	c := &config{stamp: m.turn, mirror: ^m.turn}
	for i := range c.payload {
		c.payload[i] = m.turn + uint64(i)
	}
	s.value.Store(c)
}

func (s *valueShared) measureLoad(m *member, n int) {
	for ; n > 0; n-- {
		s.look(m)
	}
}

func (s *valueShared) measureMixed(m *member, n int) {
	for ; n > 0; n-- {
		if m.next()&math.MaxUint32 < s.threshold {
			s.look(m)
		} else {
			s.publish(m)
		}
	}
}

func (s *valueShared) measurePublish(m *member, n int) {
	for ; n > 0; n-- {
		s.publish(m)
	}
}

func newValue(t *trial, percent float64) *valueShared {
	s := lay[valueShared](t)
	s.threshold = threshold(percent)
	s.publish(t.members[0])
	return s
}

func addValue(r *rows) {
	for _, threads := range r.threads {
		proto := row{threads: threads, floor: load, shares: true}
		proto.setup = func(t *trial) work { return work{op: newValue(t, 100).measureLoad} }
		r.add(proto, "value", "load")
		proto.floor = rmw
		if threads > 1 {
			proto.floor = transfer
		}
		for _, percent := range []float64{50, 90, 99} {
			percent := percent
			proto.setup = func(t *trial) work { return work{op: newValue(t, percent).measureMixed} }
			r.add(proto, "value", fmt.Sprintf("mixed/read:%g", percent))
		}
		proto.setup = func(t *trial) work { return work{op: newValue(t, 0).measurePublish} }
		r.add(proto, "value", "publish")
	}
}
