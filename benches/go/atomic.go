// SPDX-License-Identifier: MIT
// Package sync/atomic, and plain accesses, on a line of the goroutine's own and on a shared one.

package main

import (
	"fmt"
	"sync/atomic"
)

// cells has a line of eight words for each member; on a shared line the first is everybody's.
type cells struct {
	own []*[8]uint64
}

const repeat = 8 // operations of a few cycles share one taken branch

func (c *cells) measureLoad(m *member, n int) {
	p := &c.own[m.id][0]
	for ; n > 0; n-- {
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
		atomic.LoadUint64(p)
	}
}

func (c *cells) measureStore(m *member, n int) {
	p := &c.own[m.id][0]
	for x := uint64(0); n > 0; n-- {
		atomic.StoreUint64(p, x)
		atomic.StoreUint64(p, x+1)
		atomic.StoreUint64(p, x+2)
		atomic.StoreUint64(p, x+3)
		atomic.StoreUint64(p, x+4)
		atomic.StoreUint64(p, x+5)
		atomic.StoreUint64(p, x+6)
		atomic.StoreUint64(p, x+7)
		x += repeat
	}
}

func (c *cells) measureExchange(m *member, n int) {
	p := &c.own[m.id][0]
	for x := uint64(0); n > 0; n-- {
		atomic.SwapUint64(p, x)
		atomic.SwapUint64(p, x+1)
		atomic.SwapUint64(p, x+2)
		atomic.SwapUint64(p, x+3)
		atomic.SwapUint64(p, x+4)
		atomic.SwapUint64(p, x+5)
		atomic.SwapUint64(p, x+6)
		atomic.SwapUint64(p, x+7)
		x += repeat
	}
}

func (c *cells) measureFetchAdd(m *member, n int) {
	p := &c.own[m.id][0]
	for ; n > 0; n-- {
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
		atomic.AddUint64(p, 1)
	}
}

// measureCAS expects what it wrote last: it succeeds whenever nobody else wrote in between.
func (c *cells) measureCAS(m *member, n int) {
	p := &c.own[m.id][0]
	x := atomic.LoadUint64(p)
	wins := uint64(0)
	for n *= repeat; n > 0; n-- {
		if atomic.CompareAndSwapUint64(p, x, x+1) {
			x++
			wins++
		} else {
			x = atomic.LoadUint64(p)
		}
	}
	m.wins += wins
}

// measurePlainLoad loads eight words of one line: of one word the compiler would load once.
func (c *cells) measurePlainLoad(m *member, n int) {
	p := c.own[m.id]
	var a, b, d, e, f, g, h, i uint64
	for ; n > 0; n-- {
		a += p[0]
		b += p[1]
		d += p[2]
		e += p[3]
		f += p[4]
		g += p[5]
		h += p[6]
		i += p[7]
	}
	m.kept += a + b + d + e + f + g + h + i
}

// measurePlainStore stores to eight words of one line: of one word the compiler would keep the last
// store alone.
func (c *cells) measurePlainStore(m *member, n int) {
	p := c.own[m.id]
	for x := uint64(0); n > 0; n-- {
		p[0] = x
		p[1] = x
		p[2] = x
		p[3] = x
		p[4] = x
		p[5] = x
		p[6] = x
		p[7] = x
		x++
	}
}

// measurePlainAdd adds once a turn: of eight the compiler would make one.
func (c *cells) measurePlainAdd(m *member, n int) {
	p := c.own[m.id]
	for n *= repeat; n > 0; n-- {
		p[0]++
	}
}

type atomicOp struct {
	name  string
	op    func(c *cells, m *member, n int)
	floor string
	plain bool
}

var atomicOps = []atomicOp{
	{"fetch-add", (*cells).measureFetchAdd, rmw, false},
	{"load", (*cells).measureLoad, load, false},
	{"store", (*cells).measureStore, store, false},
	{"exchange", (*cells).measureExchange, rmw, false},
	{"cas", (*cells).measureCAS, rmw, false},
	{"plain-load", (*cells).measurePlainLoad, load, true},
	{"plain-store", (*cells).measurePlainStore, store, true},
	{"plain-add", (*cells).measurePlainAdd, rmw, true},
}

func (c *cells) sum() uint64 {
	sum, last := uint64(0), (*[8]uint64)(nil)
	for _, cell := range c.own {
		if cell != last {
			sum += cell[0]
		}
		last = cell
	}
	return sum
}

// verify: additions and successes are all in the cells, and a CAS on an own line never fails.
func (o *atomicOp) verify(c *cells, all, wins uint64) string {
	own := len(c.own) == 1 || c.own[0] != c.own[1]
	want := all
	switch o.name {
	case "fetch-add", "plain-add":
	case "cas":
		if own && wins != all {
			return fmt.Sprintf("%d of %d compare-and-swaps on an own line failed", all-wins, all)
		}
		want = wins
	default:
		return ""
	}
	if sum := c.sum(); sum != want {
		return fmt.Sprintf("the cells hold %d after %d additions", sum, want)
	}
	return ""
}

func (o atomicOp) setup(shared bool) func(t *trial) work {
	return func(t *trial) work {
		c := &cells{}
		for range t.members {
			if len(c.own) == 0 || !shared {
				c.own = append(c.own, lay[[8]uint64](t))
			} else {
				c.own = append(c.own, c.own[0])
			}
		}
		wins := func(members []*member) (sum uint64) {
			for _, m := range members {
				sum += m.wins
			}
			return sum
		}
		w := work{per: repeat,
			op: func(m *member, n int) { o.op(c, m, n) },
			verify: func(all uint64, members []*member) string {
				return o.verify(c, all, wins(members))
			}}
		if o.name == "cas" {
			w.figures = func(all uint64, members []*member, line map[string]any) {
				line["success_share"] = float64(wins(members)) / float64(all)
			}
		}
		return w
	}
}

// The operation is a parameter: the family's subjects are the operations of C.
func addAtomic(r *rows) {
	for _, o := range atomicOps {
		order := "/order:seq-cst"
		if o.plain {
			order = ""
		}
		for _, threads := range r.threads {
			tier := full
			if o.name == "fetch-add" && threads == 1 {
				tier = standard
			}
			r.add(row{tier: tier, threads: threads, floor: o.floor, setup: o.setup(false)},
				"atomic", "own-line/op:"+o.name+order)
			if threads > 1 && !o.plain { // a data race
				r.add(row{threads: threads, floor: transfer, shares: true, setup: o.setup(true)},
					"atomic", "shared-line/op:"+o.name+order)
			}
		}
	}
}
