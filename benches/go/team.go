// SPDX-License-Identifier: MIT
// The goroutines of a trial: placed, started at one moment, and each counting its own operations.

package main

import (
	"math/rand"
	"runtime"
	"sync"
	"sync/atomic"
)

// member is one goroutine's view of a trial. Padded, since its goroutine writes it in the window.
type member struct {
	_ [128]byte
	// Set before the trial.
	id, threads int
	cpu         int // -1 where it is not wired
	// Set by the bodies.
	faults   uint64 // broken guarantees that it saw itself
	handoffs uint64
	wins     uint64 // of its operations, how many succeeded or wrote
	turn     uint64
	random   uint64
	kept     uint64 // keeps what a loop loads
	waits    int64
	sleeps   int64
	samples  []int64
	// Set by the team.
	counted        bool
	all, ops       uint64 // operations: warm-up and window; window
	left           int64  // when it went through the gate
	started, ended int64
	before, after  usage
	cycleBefore    float64
	cycleAfter     float64
	lineBefore     float64 // ns of a round trip to the next member; NaN: none
	lineAfter      float64
	moved          bool
	err            error
	_              [128]byte
}

// xorshift64 (Marsaglia 2003): a few cycles.
func (m *member) next() uint64 {
	m.random ^= m.random << 13
	m.random ^= m.random >> 7
	m.random ^= m.random << 17
	return m.random
}

// trial is what setup may use.
type trial struct {
	row     *row
	cpus    []int // of the members, in turn
	rand    *rand.Rand
	cycle   float64 // ns
	warmup  int64
	window  int64
	fixed   int // operations of each member that counts, in place of the window; 0: none
	members []*member
	wires   []wire // between neighbours; nil: none
	arrived int32
	gone    int32
	start   int64 // published by the last to arrive
	done    sync.WaitGroup
}

func newTrial(r *row, cpus []int, s settings, seed int64) *trial {
	t := &trial{row: r, rand: rand.New(rand.NewSource(seed)), cycle: cycleNs(),
		warmup: milliseconds(s.warmup), window: milliseconds(s.window)}
	t.cpus = cpus[:r.cpus]
	for i := 0; i < r.goroutines; i++ {
		m := &member{id: i, threads: r.goroutines, cpu: -1,
			random: 0x9e3779b97f4a7c15 * uint64(i+1)}
		if r.place != scheduled {
			m.cpu = t.cpus[i%len(t.cpus)]
		}
		t.members = append(t.members, m)
	}
	return t
}

// crowded: a member that waits may sit on the CPU, or the P, that another needs.
func (t *trial) crowded() bool { return t.row.goroutines > t.row.cpus }

func (t *trial) lookAgain() {
	switch {
	case t.row.place == scheduled && t.crowded():
		runtime.Gosched()
	case t.crowded():
		yieldCPU()
	}
}

const margin, crowdedMargin = 50_000, 2_000_000 // ns from the last arrival to the start

func (t *trial) passGate() int64 {
	if int(atomic.AddInt32(&t.arrived, 1)) == len(t.members) {
		after := int64(margin)
		if t.crowded() {
			after = crowdedMargin
		}
		atomic.StoreInt64(&t.start, now()+after)
	}
	for atomic.LoadInt64(&t.start) == 0 {
		t.lookAgain()
	}
	for now() < atomic.LoadInt64(&t.start) {
		t.lookAgain()
	}
	return atomic.LoadInt64(&t.start)
}

// leaveGate waits until all are out of the window: a chain that is measured takes the CPU.
func (t *trial) leaveGate() {
	atomic.AddInt32(&t.gone, 1)
	for int(atomic.LoadInt32(&t.gone)) < len(t.members) {
		t.lookAgain()
	}
}

const batchNs = 10_000 // a look at the clock costs some 30 ns: 0.3 % of a batch

// drive runs op from the start of the warm-up to the end of the window, without a stop between.
func (m *member) drive(w work, start, warmup, window int64) {
	batch, last, inWindow := 1, start, false
	var before uint64
	for {
		w.op(m, batch)
		m.all += w.operations(batch)
		at := now()
		if !inWindow && at >= start+warmup {
			inWindow, m.started, before = true, at, m.all
		} else if inWindow && at >= start+warmup+window {
			m.ended = at
			break
		}
		if spent := at - last; spent < batchNs/2 && batch < 1<<30 {
			batch *= 2
		} else if spent > batchNs*2 && batch > 1 {
			batch /= 2
		}
		last = at
	}
	m.ops = m.all - before
}

// driveFixed does at least n operations, as a testing.B wants them.
func (m *member) driveFixed(w work, n int) {
	turns := n
	if w.per > 1 {
		turns = (n + w.per - 1) / w.per
	}
	m.started = now()
	w.op(m, turns)
	m.ended = now()
	m.all = w.operations(turns)
	m.ops = m.all
}

// driveRounds is drive for rounds that are each timed.
func (m *member) driveRounds(round func(m *member) int64, start, warmup, window int64) {
	m.started = start + warmup
	for {
		took := round(m)
		m.all++
		at := now()
		if at >= m.started && len(m.samples) < cap(m.samples) {
			m.samples = append(m.samples, took)
			m.ops++
		}
		if at >= start+warmup+window {
			m.ended = at
			return
		}
	}
}

func (t *trial) work(m *member, w work) {
	m.left = t.passGate()
	m.before = usageOf(t.usageWho())
	switch {
	case !m.counted:
		m.started = now()
		w.helper(m)
		m.ended = now()
	case w.latency != nil:
		m.driveRounds(w.latency, m.left, t.warmup, t.window)
	case t.fixed > 0:
		m.driveFixed(w, t.fixed)
	default:
		m.drive(w, m.left, t.warmup, t.window)
	}
	if m.counted && w.end != nil {
		w.end(m)
	}
	m.after = usageOf(t.usageWho())
}

func (t *trial) usageWho() int {
	if t.row.place == scheduled {
		return usageOfProcess
	}
	return usageOfThread
}

// runMember ends with its goroutine, and a wired thread with it.
func (t *trial) runMember(m *member, w work) {
	defer t.done.Done()
	if m.cpu >= 0 {
		runtime.LockOSThread()
		m.err = pinThread(m.cpu)
	}
	m.cycleBefore = cycleNs()
	m.lineBefore = t.tripToNext(m)
	cpu := currentCPU()
	t.work(m, w)
	m.moved = m.cpu >= 0 && (cpu != m.cpu || currentCPU() != m.cpu)
	t.leaveGate()
	m.lineAfter = t.tripToNext(m)
	m.cycleAfter = cycleNs()
}

// run does one trial. Needs GOMAXPROCS as the row wants it.
func (t *trial) run(w work) {
	for _, m := range t.members {
		m.counted = w.counts == nil || w.counts(m.id)
		if w.latency != nil {
			m.samples = make([]int64, 0, 1<<16)
		}
	}
	t.wires = t.newWires()
	runtime.GC() // what earlier trials left is not collected in this one
	t.done.Add(len(t.members))
	for _, m := range t.members {
		go t.runMember(m, w)
	}
	t.done.Wait()
}
