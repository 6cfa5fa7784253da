// SPDX-License-Identifier: MIT
// A short round trip of a line between neighbours of a trial: how far apart their CPUs are now. The
// same as harness/trial/line.c, so that rows of Go and of C tell one distance.

package main

import (
	"math"
	"sort"
	"sync/atomic"
)

const (
	lineBatches, lineTrips, leastTrips = 5, 160, 2
	untimed                            = 2
	lineMost                           = 10_000_000 // ns: the neighbour does not run
	lineSame                           = 1.25       // common/line.h
	givenUp                            = ^uint32(0)
)

// wire is the line between a member and the next one.
type wire struct {
	_    [512]byte
	word uint32 // odd turns are sent, even ones are answered
	lost bool   // given up in this trial: written by the sender, read by both at the next meeting
	_    [512]byte
}

// await returns false where the other has given up.
func (l *wire) await(turn uint32) bool {
	for {
		seen := atomic.LoadUint32(&l.word)
		if seen == turn || seen == givenUp {
			return seen == turn
		}
	}
}

func (l *wire) thereAndBack(turn uint32, trips int) uint32 {
	for ; trips > 0; trips-- {
		atomic.StoreUint32(&l.word, turn+1)
		l.await(turn + 2)
		turn += 2
	}
	return turn
}

func (l *wire) answer(trips int) {
	for turn := uint32(0); trips > 0 && l.await(turn+1); trips-- {
		turn += 2
		atomic.StoreUint32(&l.word, turn)
	}
}

// time returns the median of the batches, in ns: NaN where the neighbour does not run. The first
// trip waits for the neighbour, and the second tells whether it runs.
func (l *wire) time(trips int) float64 {
	ns := make([]float64, 0, lineBatches)
	turn := l.thereAndBack(0, 1)
	begin := now()
	turn = l.thereAndBack(turn, untimed-1)
	taken := now() - begin
	for i := 0; i < lineBatches; i++ {
		if taken > lineMost {
			l.lost = true
			atomic.StoreUint32(&l.word, givenUp)
			return math.NaN()
		}
		begin = now()
		turn = l.thereAndBack(turn, trips)
		taken = now() - begin
		ns = append(ns, float64(taken)/float64(trips))
	}
	sort.Float64s(ns)
	return ns[lineBatches/2]
}

// newWires returns none where no two members have CPUs of their own. Under the race detector a trip
// would be one through the detector, and testing.B times all that a trial does.
func (t *trial) newWires() []wire {
	if raceDetector || t.fixed > 0 || t.row.place != wired || t.crowded() || len(t.members) < 2 {
		return nil
	}
	return make([]wire, len(t.members)-1)
}

// tripToNext is called by every member: it answers the last one, then sends to the next.
func (t *trial) tripToNext(m *member) float64 {
	if t.wires == nil {
		return math.NaN()
	}
	trips := int(max(lineTrips/lineBatches/int64(len(t.wires)), leastTrips))
	if m.id > 0 && !t.wires[m.id-1].lost {
		t.wires[m.id-1].answer(untimed + lineBatches*trips)
	}
	if m.id == len(t.wires) || t.wires[m.id].lost {
		return math.NaN()
	}
	return t.wires[m.id].time(trips)
}

// line returns the mean round trip over neighbours that have one before and one after, and by how
// much it changed: the second largest change of a pair, or a larger one of the first or the last
// (harness/trial/team_result.c). NaN where there are none.
func (t *trial) line() (ns, shift float64) {
	sum, pairs, outer, largest, second := 0.0, 0.0, 0.0, 0.0, 0.0
	for i, m := range t.members {
		before, after := m.lineBefore, m.lineAfter
		if math.IsNaN(before + after) {
			continue
		}
		change := math.Max(before, after)/math.Min(before, after) - 1
		if i == 0 || i+2 == len(t.members) {
			outer = math.Max(outer, change)
		}
		second = math.Max(second, math.Min(largest, change))
		largest = math.Max(largest, change)
		sum, pairs = sum+before+after, pairs+1
	}
	if pairs == 0 {
		return math.NaN(), math.NaN()
	}
	return sum / (2 * pairs), math.Max(outer, second)
}
