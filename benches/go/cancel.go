// SPDX-License-Identifier: MIT
// Package context: the look at a context that is not cancelled, its life, and how late a cancel is
// known.

package main

import "context"

type cancelShared struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (s *cancelShared) renew() { s.ctx, s.cancel = context.WithCancel(context.Background()) }

// canceled looks as programs do: a select with a default.
func canceled(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

func (s *cancelShared) measureCheck(m *member, n int) {
	ctx := s.ctx
	for ; n > 0; n-- {
		if canceled(ctx) {
			m.faults++
		}
	}
}

func (s *cancelShared) measureErr(m *member, n int) {
	ctx := s.ctx
	for ; n > 0; n-- {
		if ctx.Err() != nil {
			m.faults++
		}
	}
}

func (s *cancelShared) measureLife(m *member, n int) {
	for ; n > 0; n-- {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if !canceled(ctx) {
			m.faults++
		}
	}
}

func newCancel() *cancelShared {
	s := &cancelShared{}
	s.renew()
	return s
}

func addCancel(r *rows) {
	for _, threads := range r.threads {
		proto := row{threads: threads, floor: load, shares: true}
		proto.setup = func(*trial) work { return work{op: newCancel().measureCheck} }
		r.add(proto, "cancel", "check")
		proto.setup = func(*trial) work { return work{op: newCancel().measureErr} }
		r.add(proto, "cancel", "check/look:err")
	}
	if r.alone() {
		r.add(row{threads: 1, floor: rmw, setup: func(*trial) work {
			return work{op: newCancel().measureLife}
		}}, "cancel", "life")
	}
	addWakes(r, "cancel", "cancel-waited", func(*trial) *wake {
		s := newCancel()
		return &wake{
			prepare: s.renew,
			wait: func(m *member) {
				<-s.ctx.Done()
				if s.ctx.Err() == nil {
					m.faults++
				}
			},
			signal: func(*member) { s.cancel() }}
	})
	if r.pair() && len(r.cpus) > 1 {
		r.add(row{threads: 2, basis: "latency", floor: transfer, setup: func(t *trial) work {
			s := newCancel()
			w := &wake{
				prepare: s.renew,
				wait: func(*member) {
					for !canceled(s.ctx) {
					}
				},
				signal: func(*member) { s.cancel() }}
			return w.work(t, "spinning")
		}}, "cancel", "cancel-seen/wait:spinning")
	}
}
