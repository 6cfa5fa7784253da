// SPDX-License-Identifier: MIT
// Channels: uncontended, ping-pong, stream, many to many, and how late a receiver returns.

package main

import (
	"fmt"
	"sync/atomic"
)

type channels struct {
	there, back chan uint64
}

func (c *channels) measureAlone(m *member, n int) {
	there, next := c.there, m.turn
	for ; n > 0; n-- {
		there <- next
		if got := <-there; got != next {
			m.faults++
		}
		next++
	}
	m.turn = next
}

func (c *channels) measurePingPong(m *member, n int) {
	there, back, next := c.there, c.back, m.turn
	for ; n > 0; n-- {
		there <- next
		if got := <-back; got != next {
			m.faults++
		}
		next++
	}
	m.turn = next
}

func (c *channels) answer(*member) {
	for got := range c.there {
		c.back <- got
	}
}

// measureSend sends the values of one sender, in order.
func (c *channels) measureSend(m *member, n int) {
	there, next := c.there, m.turn
	for ; n > 0; n-- {
		there <- next
		next++
	}
	m.turn = next
}

func first(id int) bool { return id == 0 }

func setupChannel(scenario string, capacity int) func(t *trial) work {
	return func(t *trial) work {
		c := &channels{there: make(chan uint64, capacity)}
		switch scenario {
		case "uncontended":
			return work{op: c.measureAlone}
		case "ping-pong":
			c.back = make(chan uint64, capacity)
			return work{op: c.measurePingPong, counts: first, helper: c.answer,
				end: func(*member) { close(c.there) }}
		case "stream":
			return work{op: c.measureSend, counts: first,
				helper: func(m *member) {
					for got := range c.there {
						if got != m.turn {
							m.faults++
						}
						m.turn++
					}
				},
				end:    func(*member) { close(c.there) },
				verify: func(all uint64, members []*member) string { return received(all, members[1:]) }}
		}
		return setupMany(t, c)
	}
}

// setupMany: half of the goroutines send, the others receive.
func setupMany(t *trial, c *channels) work {
	senders := len(t.members) / 2
	finished := int32(0)
	return work{op: c.measureSend, counts: func(id int) bool { return id < senders },
		helper: func(m *member) {
			for range c.there {
				m.turn++
			}
		},
		end: func(*member) {
			if int(atomic.AddInt32(&finished, 1)) == senders {
				close(c.there)
			}
		},
		verify: func(all uint64, members []*member) string { return received(all, members[senders:]) }}
}

// received says where the helpers got another number of messages than was sent.
func received(sent uint64, helpers []*member) string {
	got := uint64(0)
	for _, m := range helpers {
		got += m.turn
	}
	if got == sent {
		return ""
	}
	return fmt.Sprintf("%d messages were received of %d sent", got, sent)
}

func addChannel(r *rows) {
	for _, capacity := range []int{0, 1, 16, 1024} {
		cap := fmt.Sprintf("/cap:%d", capacity)
		setup := func(scenario string) func(t *trial) work {
			return setupChannel(scenario, capacity)
		}
		if capacity > 0 && r.alone() {
			tier := full
			if capacity == 16 {
				tier = standard
			}
			r.add(row{tier: tier, threads: 1, floor: rmw, setup: setup("uncontended")}, "channel",
				"uncontended"+cap)
		}
		onOneP := full
		if capacity == 0 {
			onOneP = standard
		}
		r.addPlaced(row{threads: 2, basis: "round-trip", floor: transfer,
			setup: setup("ping-pong")}, "channel", "ping-pong"+cap, onOneP)
		r.addPlaced(row{threads: 2, basis: "message", floor: transfer, setup: setup("stream")},
			"channel", "stream"+cap, full)
		many := row{basis: "message", floor: transfer, shares: true,
			setup: setup("many-to-many")}
		many.threads = 2
		for _, threads := range append(append([]int{}, r.threads...), r.oversubscribed) {
			if threads/2*2 > many.threads { // 4 and 5 threads are two pairs
				many.threads = threads / 2 * 2
				r.add(many, "channel", "many-to-many"+cap)
			}
		}
		addScheduled(r, many, "channel", "many-to-many"+cap)
	}
	addWakes(r, "channel", "send-received", func(*trial) *wake {
		c := make(chan uint64, 1)
		return &wake{
			wait: func(m *member) {
				m.turn++
				if got := <-c; got != m.turn {
					m.faults++
				}
			},
			signal: func(m *member) { c <- m.turn }}
	})
	addWakes(r, "channel", "close-received", func(*trial) *wake {
		var c chan uint64
		return &wake{
			prepare: func() { c = make(chan uint64) },
			wait: func(m *member) {
				if _, open := <-c; open {
					m.faults++
				}
			},
			signal: func(*member) { close(c) }}
	})
}
