// SPDX-License-Identifier: MIT
// The go statement: from start to the first instruction, from the last one to the return of Wait,
// and both together. A goroutine is started, no thread: the rows say so.

package main

import "sync"

type starter struct {
	joined         sync.WaitGroup
	told, answered uint64
	began, ended   int64
	runNs          int64 // how long the function of a join row runs
}

func (s *starter) errand() {
	s.began = now()
	s.answered = s.told + 1
	for end := s.began + s.runNs; s.runNs > 0 && now() < end; {
	}
	s.ended = now()
	s.joined.Done()
}

func (s *starter) answer() {
	s.answered = s.told + 1
	s.joined.Done()
}

func (s *starter) join(m *member) {
	s.joined.Wait()
	if s.answered != s.told+1 {
		m.faults++
	}
}

func (s *starter) measureStartJoin(m *member, n int) {
	for ; n > 0; n-- {
		s.told++
		s.joined.Add(1)
		go s.answer()
		s.join(m)
	}
}

const parkedNs, runningNs = 30_000, 30_000 // as in benches/thread.c

// round starts the errand and joins it. Returns when it began to start and when the join returned.
func (s *starter) round(m *member) (before, after int64) {
	for end := now() + parkedNs; now() < end; {
	}
	s.told++
	s.joined.Add(1)
	before = now()
	go s.errand()
	s.join(m)
	return before, now()
}

func (s *starter) startLatency(m *member) int64 {
	before, _ := s.round(m)
	return max(0, s.began-before)
}

func (s *starter) joinLatency(m *member) int64 {
	_, after := s.round(m)
	return max(0, after-s.ended)
}

func addThread(r *rows) {
	places := []struct {
		cpu     string
		threads int
	}{{"same", 1}, {"any", 2}}
	for _, at := range places {
		if (at.threads == 1 && !r.alone()) || at.threads > r.most() || at.threads > len(r.cpus) {
			continue
		}
		proto := row{place: scheduled, threads: at.threads, goroutines: 2, basis: "latency",
			floor: rmw}
		if at.threads > 1 {
			proto.floor = futexWake
		}
		add := func(scenario string) { r.add(proto, "thread", scenario+"/cpu:"+at.cpu) }
		proto.setup = func(*trial) work { return starting(work{latency: new(starter).startLatency}) }
		add("start")
		proto.setup = func(*trial) work {
			return starting(work{latency: (&starter{runNs: runningNs}).joinLatency})
		}
		add("join")
		proto.basis = "round-trip"
		proto.setup = func(*trial) work { return starting(work{op: new(starter).measureStartJoin}) }
		if at.threads == 1 {
			proto.tier = standard
		}
		add("start-join")
	}
}

// starting: the second goroutine is the one that is started, so one member makes the team.
func starting(w work) work {
	w.starts = true
	return w
}
