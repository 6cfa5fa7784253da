// SPDX-License-Identifier: MIT
// One row in one process: trials, verified, judged for disturbance, and their figures.

package main

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sort"
)

const (
	cycleShiftLimit = 0.02  // the limits of the C programs (harness/frame/measure.c)
	delayedLimit    = 0.005 // part of a thread's time
	sleepEvery      = 1e6   // ns
)

// attempt runs one trial and verifies it.
func attempt(t *trial) (*trial, work, error) {
	w := t.row.setup(t)
	if w.starts {
		t.members = t.members[:1]
	}
	t.run(w)
	var all, faults, ops uint64
	for _, m := range t.members {
		if m.err != nil {
			return nil, w, m.err
		}
		faults += m.faults
		if m.counted {
			all += m.all
			ops += m.ops
		}
	}
	if faults > 0 {
		return nil, w, fmt.Errorf("%d operations broke the guarantee", faults)
	}
	if w.verify != nil {
		if why := w.verify(all, t.members); why != "" {
			return nil, w, errors.New(why)
		}
	}
	if ops == 0 {
		return nil, w, errors.New("no operation was counted in the window")
	}
	return t, w, nil
}

func (t *trial) cycleShift() float64 {
	shift := 0.0
	for _, m := range t.members {
		shift = math.Max(shift, math.Abs(m.cycleAfter/m.cycleBefore-1))
	}
	return shift
}

// switches returns the involuntary and the voluntary ones, from the gate on.
func (t *trial) switches() (involuntary, voluntary int64) {
	for _, m := range t.members {
		involuntary += m.after.involuntary - m.before.involuntary
		voluntary += m.after.voluntary - m.before.voluntary
		if t.row.place == scheduled {
			break // the process's, the same for all
		}
	}
	return involuntary, voluntary
}

// delayedShare returns the largest part of a thread's time in which it was ready and did not run;
// -1 where unknown.
func (t *trial) delayedShare() float64 {
	share := -1.0
	for _, m := range t.members {
		if m.before.delayNs >= 0 && m.after.delayNs >= 0 && m.ended > m.left {
			share = math.Max(share, float64(m.after.delayNs-m.before.delayNs)/float64(m.ended-m.left))
		}
	}
	return share
}

func (t *trial) disturbed(steal float64) bool {
	moved := false
	for _, m := range t.members {
		moved = moved || m.moved
	}
	// Go's scheduler lets a wired goroutine sleep for a moment every 10 ms; one that waits for
	// others sleeps more often, and is delayed each time.
	_, voluntary := t.switches()
	sleeps := float64(voluntary)*sleepEvery > float64(t.warmup+t.window)*float64(t.row.threads)
	preempted := t.row.place == wired && !t.crowded() && !sleeps && t.delayedShare() > delayedLimit
	_, shift := t.line()
	return moved || steal > 0 || t.cycleShift() > cycleShiftLimit || shift > lineSame-1 ||
		preempted
}

// wallNs returns the time from the first start to the last end of a member that counts.
func (t *trial) wallNs() float64 {
	first, last := int64(math.MaxInt64), int64(0)
	for _, m := range t.members {
		if m.counted && m.started < first {
			first = m.started
		}
		if m.counted && m.ended > last {
			last = m.ended
		}
	}
	return float64(last - first)
}

func (t *trial) ops() (ops, all uint64) {
	for _, m := range t.members {
		if m.counted {
			ops += m.ops
			all += m.all
		}
	}
	return ops, all
}

// threadNs returns the time of all threads: that of each wired goroutine, or of each P.
func (t *trial) threadNs() float64 {
	if t.row.place == scheduled {
		return t.wallNs() * float64(t.row.threads)
	}
	sum := 0.0
	for _, m := range t.members {
		if m.counted {
			sum += float64(m.ended - m.started)
		}
	}
	return sum
}

func quantile(sorted []int64, q float64) float64 {
	return float64(sorted[int(q*float64(len(sorted)-1))])
}

// latencies adds those of the signaller, and returns their median.
func (t *trial) latencies(line map[string]any) float64 {
	samples := t.members[0].samples
	sort.Slice(samples, func(i, j int) bool { return samples[i] < samples[j] })
	line["latency_p99_ns"] = quantile(samples, 0.99)
	line["latency_p999_ns"] = quantile(samples, 0.999)
	line["latency_max_ns"] = quantile(samples, 1)
	waits, sleeps := int64(0), int64(0)
	for _, m := range t.members {
		waits += m.waits
		sleeps += m.sleeps
	}
	if waits > 0 && t.row.place != scheduled {
		line["slept_share"] = float64(sleeps) / float64(waits)
	}
	return quantile(samples, 0.5)
}

// realTime returns the time per operation, on the row's basis.
func (t *trial) realTime(line map[string]any) float64 {
	ops, _ := t.ops()
	switch t.row.basis {
	case "latency":
		return t.latencies(line)
	case "message":
		return t.wallNs() / float64(ops)
	case "round-trip":
		ns := t.wallNs() / float64(ops)
		line["round_trip_ns"], line["one_way_ns"] = ns, ns/2
		return ns
	}
	return t.threadNs() / float64(ops)
}

// fairness adds Jain's index over the goroutines that count (Jain, Chiu, Hawe 1984).
func (t *trial) fairness(line map[string]any) {
	sum, squares, least, most, n := 0.0, 0.0, math.Inf(1), 0.0, 0.0
	for _, m := range t.members {
		if m.counted {
			ops := float64(m.ops)
			sum, squares, n = sum+ops, squares+ops*ops, n+1
			least, most = math.Min(least, ops), math.Max(most, ops)
		}
	}
	line["jain"], line["min_max_share"] = sum*sum/(n*squares), least/most
	line["least_share"] = least * n / sum
}

func (t *trial) together(line map[string]any) {
	lastStart, firstStart := int64(0), int64(math.MaxInt64)
	firstEnd, lastEnd := int64(math.MaxInt64), int64(0)
	for _, m := range t.members {
		lastStart, firstStart = max(lastStart, m.started), min(firstStart, m.started)
		firstEnd, lastEnd = min(firstEnd, m.ended), max(lastEnd, m.ended)
	}
	line["overlap"] = float64(max(firstEnd-lastStart, 0)) / float64(max(lastEnd-firstStart, 1))
}

func max(a, b int64) int64 {
	if a > b {
		return a
	}
	return b
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// figures makes the trial's line.
func (t *trial) figures(w work, redone int, steal float64) map[string]any {
	ops, all := t.ops()
	line := map[string]any{"iterations": ops}
	cycle, cpu := 0.0, int64(0)
	for _, m := range t.members {
		cycle += (m.cycleBefore + m.cycleAfter) / float64(2*len(t.members))
		if t.row.place == scheduled {
			cpu = max(cpu, m.after.cpuNs-m.before.cpuNs)
		} else {
			cpu += m.after.cpuNs - m.before.cpuNs
		}
	}
	ns := t.realTime(line)
	involuntary, voluntary := t.switches()
	line["real_time"], line["cpu_time"] = ns, float64(cpu)/float64(all)
	line["cycle_ns"], line["cycles_per_op"] = cycle, ns/cycle
	line["ops_per_s"], line["window_ms"] = float64(ops)/t.wallNs()*1e9, t.wallNs()/1e6
	line["involuntary_switches"], line["voluntary_switches"] = involuntary, voluntary
	line["steal_ms"], line["cycle_shift"], line["redone"] = steal, t.cycleShift(), redone
	if share := t.delayedShare(); share >= 0 {
		line["delayed_share"] = share
	}
	if t.row.shares && t.row.goroutines > 1 {
		t.fairness(line)
	}
	if t.row.threads > 1 {
		t.together(line)
	}
	if ns, shift := t.line(); !math.IsNaN(ns) {
		line["line_ns"], line["line_shift"] = ns, shift
	}
	if w.figures != nil {
		w.figures(all, t.members, line)
	}
	return line
}

// prepare gives the process the row's Ps, and scheduled goroutines their CPUs.
func prepare(r *row, cpus []int) error {
	runtime.GOMAXPROCS(r.threads)
	if r.place != scheduled {
		return nil
	}
	return pinProcess(cpus[:r.cpus])
}

// measure returns a line for each trial.
func measure(r *row, cpus []int, s settings) ([]map[string]any, error) {
	if r.count != nil {
		return r.count(s)
	}
	if err := prepare(r, cpus); err != nil {
		return nil, err
	}
	var lines []map[string]any
	for i := 0; i < s.trials; i++ {
		for redone := 0; ; redone++ {
			before := stealMs(cpus[:r.cpus])
			t, w, err := attempt(newTrial(r, cpus, s, int64(s.seed)+int64(i*1000+redone)))
			if err != nil {
				return nil, err
			}
			steal := stealMs(cpus[:r.cpus]) - before
			disturbed := t.disturbed(steal)
			if disturbed && redone < s.redo {
				continue
			}
			line := t.figures(w, redone, steal)
			line["trial"], line["disturbed"] = i, 0
			if disturbed {
				line["disturbed"] = 1
			}
			if rss := peakRSSMiB(); rss > 0 {
				line["peak_rss_mib"] = rss
			}
			lines = append(lines, line)
			break
		}
	}
	return lines, nil
}
