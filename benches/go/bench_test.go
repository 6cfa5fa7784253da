// SPDX-License-Identifier: MIT
// The rows under testing.B: the same loops, run b.N times.

package main

import (
	"math"
	"runtime"
	"testing"
	"time"
)

func allRows(b testing.TB) *rows {
	sweep, err := newSweep("")
	if err != nil {
		b.Fatal(err)
	}
	r := &rows{sweep: sweep}
	enumerate(r)
	return r
}

// counting returns how many of a row's goroutines count operations.
func counting(t *trial, w work) int {
	n := 0
	for _, m := range t.members {
		if w.counts == nil || w.counts(m.id) {
			n++
		}
	}
	return n
}

// BenchmarkRows measures every row of time but the latencies, which have no loop of N operations.
func BenchmarkRows(b *testing.B) {
	r := allRows(b)
	for _, row := range r.list {
		row := row
		if row.basis == "latency" || row.count != nil {
			continue
		}
		b.Run(row.name, func(b *testing.B) {
			if err := prepare(row, r.cpus); err != nil {
				b.Fatal(err)
			}
			t := newTrial(row, r.cpus, settings{}, 1)
			n := counting(t, row.setup(t))
			t.fixed = (b.N + n - 1) / n
			b.ResetTimer()
			if _, _, err := attempt(t); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// A body that does not keep its guarantee fails its row.
func TestVerifyFinds(t *testing.T) {
	r := allRows(t)
	for name, w := range map[string]func(c *trial) work{
		"counter": func(c *trial) work {
			w := setupMutex(0, 0)(c)
			w.op = func(m *member, n int) {} // the critical sections never ran
			return w
		},
		"faults": func(c *trial) work {
			return work{op: func(m *member, n int) { m.faults++ }}
		},
		"messages": func(c *trial) work {
			w := setupChannel("stream", 1)(c)
			w.verify = func(all uint64, members []*member) string {
				return received(all+1, members[1:])
			}
			return w
		},
	} {
		row := *r.list[0]
		row.threads, row.goroutines, row.cpus, row.place = 1, 2, 1, scheduled
		row.setup = w
		trial := newTrial(&row, r.cpus, settings{warmup: 1, window: 1}, 1)
		if _, _, err := attempt(trial); err == nil {
			t.Errorf("%s: a broken guarantee was not found", name)
		}
	}
}

// A trial of which one CPU was moved is disturbed; a neighbour that did not run says nothing.
func TestLine(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		before, after [3]float64
		ns, shift     float64
		disturbed     bool
	}{
		{[3]float64{60, 80, none}, [3]float64{66, 74, none}, 70, 0.1, false},
		{[3]float64{60, 80, none}, [3]float64{60, 98, none}, 74.5, 18.0 / 80, false},
		{[3]float64{200, 80, none}, [3]float64{200, 104, none}, 146, 24.0 / 80, true},
		{[3]float64{60, 360, none}, [3]float64{360, 60, none}, 210, 5, true},
		{[3]float64{60, none, none}, [3]float64{60, 300, none}, 60, 0, false},
		{[3]float64{none, none, none}, [3]float64{60, 60, none}, none, none, false},
	} {
		trial := &trial{row: &row{threads: 3, goroutines: 3, cpus: 3}}
		for i := range c.before {
			trial.members = append(trial.members, &member{lineBefore: c.before[i],
				lineAfter: c.after[i], cycleBefore: 1, cycleAfter: 1,
				before: usage{delayNs: -1}})
		}
		near := func(a, b float64) bool {
			return math.IsNaN(a) == math.IsNaN(b) && !(math.Abs(a-b) > 1e-9)
		}
		ns, shift := trial.line()
		if !near(ns, c.ns) || !near(shift, c.shift) || trial.disturbed(0) != c.disturbed {
			t.Errorf("%v %v: %g, %g", c.before, c.after, ns, shift)
		}
	}
}

// lateTrip returns what a round trip takes to a neighbour that comes late.
func lateTrip(cpus []int) float64 {
	const trips = 2
	var l wire
	ns := make(chan float64)
	answered := make(chan bool)
	go func() {
		runtime.LockOSThread()
		pinThread(cpus[0])
		ns <- l.time(trips)
	}()
	go func() {
		runtime.LockOSThread()
		pinThread(cpus[1])
		time.Sleep(2 * lineMost)
		l.answer(untimed + lineBatches*trips)
		close(answered)
	}()
	<-answered
	return <-ns
}

// Something else may keep it from a CPU as well: one of 20 is timed.
func TestLateNeighbour(t *testing.T) {
	cpus, err := usableCPUs()
	if err != nil || len(cpus) < 2 {
		return
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for i := 0; i < 20; i++ {
		if lateTrip(cpus) > 1 {
			return
		}
	}
	t.Error("no time")
}
