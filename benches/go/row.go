// SPDX-License-Identifier: MIT
// A row: its name, where its goroutines run, and what one trial of it does.

package main

import "fmt"

type tier int

const (
	standard tier = iota + 1
	full
)

var tierNames = map[tier]string{standard: "standard", full: "full"}

// place says where a row's goroutines run.
type place int

const (
	// Each goroutine is wired to a thread, and that pinned to a CPU: what the C rows measure.
	wired place = iota
	// Go's scheduler places the goroutines over the threads, and those are free on their CPUs.
	scheduled
	// As wired, and all threads have one CPU between them.
	sameCPU
)

type row struct {
	name       string
	tier       tier
	rank       int // that of its thread count: rows of a high one are left out first
	place      place
	threads    int // threads that run Go code at a time: GOMAXPROCS
	goroutines int // threads, or more where they are scheduled
	cpus       int
	basis      string
	floor      string
	shares     bool // goroutines contend for something: fairness is reported
	outcomes   []outcome
	setup      func(t *trial) work
	count      func(s settings) ([]map[string]any, error) // of a guarantee, in place of setup
}

type outcome struct {
	Name    string `json:"name"`
	Allowed bool   `json:"allowed"`
}

// work is what one trial does, with everything that its goroutines share made afresh.
type work struct {
	// op does n operations, by those that counts says (nil: all). Its loop is a method of its own,
	// so that the compiler sees it alone and a person finds it in the disassembly.
	op     func(m *member, n int)
	counts func(id int) bool
	// helper is what the others do until end makes them return.
	helper func(m *member)
	// end is called by each member that counts, after its last operation.
	end func(m *member)
	// latency takes the place of op: it does one round, and returns its latency.
	latency func(m *member) int64
	// verify says what is wrong, "" where the guarantee held. all: operations, with the warm-up.
	verify func(all uint64, members []*member) string
	// figures adds those of the family to the trial's.
	figures func(all uint64, members []*member, line map[string]any)
	per     int // operations in one turn of op's loop; 0: 1
	// starts: the one member starts the row's other goroutine itself.
	starts bool
}

// operations of so many turns of op's loop.
func (w work) operations(turns int) uint64 {
	if w.per > 1 {
		turns *= w.per
	}
	return uint64(turns)
}

// rows collects what would run here.
type rows struct {
	list []*row
	sweep
}

func (r *rows) most() int   { return r.threads[len(r.threads)-1] }
func (r *rows) alone() bool { return r.threads[0] == 1 }
func (r *rows) pair() bool  { return r.most() >= 2 }

const rmw, load, transfer = "floor/rmw/own-line", "floor/load", "floor/line-transfer"
const futexWake, futexSwitch, store = "floor/futex-wake", "floor/futex-switch", "floor/store"

// add appends a row of the name FAMILY/go-runtime/SCENARIO, to which it adds the goroutines, the
// threads and the CPUs.
func (r *rows) add(proto row, family, scenario string) {
	n := proto
	n.cpus = len(r.cpus)
	if n.place == sameCPU {
		n.cpus = 1
	}
	n.name = fmt.Sprintf("%s/%s/%s", family, subject, scenario)
	if n.place == scheduled {
		n.name += fmt.Sprintf("/goroutines:%d", n.goroutines)
	} else {
		n.goroutines = n.threads
	}
	n.name += fmt.Sprintf("/threads:%d", n.threads)
	if n.threads > n.cpus {
		n.name += fmt.Sprintf("/cpus:%d", n.cpus)
		if n.floor == transfer {
			n.floor = futexSwitch
		}
	} else {
		n.cpus = n.threads
	}
	n.rank = r.ranks[n.threads]
	if n.tier == 0 || raceDetector {
		n.tier = full
	}
	if n.basis == "" {
		n.basis = "thread"
	}
	r.list = append(r.list, &n)
}

// addPlaced appends the row of two or more goroutines that wait for each other, in the three places
// that they can have: wired, on one P, and on as many as there are goroutines.
func (r *rows) addPlaced(proto row, family, scenario string, onOneP tier) {
	if proto.threads <= r.most() {
		r.add(proto, family, scenario)
	}
	own := proto
	own.place, own.goroutines = scheduled, proto.threads
	if proto.threads <= r.most() && proto.threads <= len(r.cpus) {
		own.tier = full
		r.add(own, family, scenario)
	}
	if r.alone() {
		own.threads, own.tier, own.floor = 1, onOneP, rmw
		r.add(own, family, scenario)
	}
}

func enumerate(r *rows) {
	for _, family := range []func(*rows){addAtomic, addMutex, addRWMutex, addChannel, addSelect,
		addOnce, addWaitGroup, addCond, addPool, addMap, addValue, addCancel, addThread,
		addWalk, addDetector} {
		family(r)
	}
}
