// SPDX-License-Identifier: MIT
// The select statement over two and eight channels: one is ready, none is, and ping-pong.

package main

import "fmt"

// way is the channels in one direction.
type way [8]chan uint64

// receiveTwo waits for either, and returns which it was.
func (w *way) receiveTwo() (from int, got uint64) {
	select {
	case got = <-w[0]:
		return 0, got
	case got = <-w[1]:
		return 1, got
	}
}

func (w *way) receiveEight() (from int, got uint64) {
	select {
	case got = <-w[0]:
		return 0, got
	case got = <-w[1]:
		return 1, got
	case got = <-w[2]:
		return 2, got
	case got = <-w[3]:
		return 3, got
	case got = <-w[4]:
		return 4, got
	case got = <-w[5]:
		return 5, got
	case got = <-w[6]:
		return 6, got
	case got = <-w[7]:
		return 7, got
	}
}

func (w *way) noneOfTwo() bool {
	select {
	case <-w[0]:
	case <-w[1]:
	default:
		return true
	}
	return false
}

func (w *way) noneOfEight() bool {
	select {
	case <-w[0]:
	case <-w[1]:
	case <-w[2]:
	case <-w[3]:
	case <-w[4]:
	case <-w[5]:
	case <-w[6]:
	case <-w[7]:
	default:
		return true
	}
	return false
}

type selects struct {
	there, back way
	n           int
	receive     func(w *way) (int, uint64)
	none        func(w *way) bool
}

// sendAndSelect sends to the channels in turn, and receives by a select over all of a way.
func (s *selects) sendAndSelect(m *member, n int, in *way) {
	for ; n > 0; n-- {
		at := int(m.turn) % s.n
		s.there[at] <- m.turn
		if from, got := s.receive(in); from != at || got != m.turn {
			m.faults++
		}
		m.turn++
	}
}

func (s *selects) measureReady(m *member, n int) { s.sendAndSelect(m, n, &s.there) }

func (s *selects) measurePingPong(m *member, n int) { s.sendAndSelect(m, n, &s.back) }

func (s *selects) measureDefault(m *member, n int) {
	for ; n > 0; n-- {
		if !s.none(&s.there) {
			m.faults++
		}
	}
}

const lastMessage = 1<<64 - 1

// answer sends each message back by the channel of the same place.
func (s *selects) answer(*member) {
	for {
		from, got := s.receive(&s.there)
		if got == lastMessage {
			return
		}
		s.back[from] <- got
	}
}

func setupSelect(scenario string, n int) func(t *trial) work {
	return func(*trial) work {
		s := &selects{n: n, receive: (*way).receiveTwo, none: (*way).noneOfTwo}
		if n == 8 {
			s.receive, s.none = (*way).receiveEight, (*way).noneOfEight
		}
		for i := 0; i < n; i++ {
			s.there[i], s.back[i] = make(chan uint64, 1), make(chan uint64, 1)
		}
		switch scenario {
		case "ready":
			return work{op: s.measureReady}
		case "default":
			return work{op: s.measureDefault}
		}
		return work{op: s.measurePingPong, counts: first, helper: s.answer,
			end: func(*member) { s.there[0] <- lastMessage }}
	}
}

func addSelect(r *rows) {
	for _, n := range []int{2, 8} {
		over := fmt.Sprintf("/channels:%d", n)
		for _, scenario := range []string{"ready", "default"} {
			if r.alone() {
				r.add(row{threads: 1, floor: rmw, setup: setupSelect(scenario, n)}, "select",
					scenario+over)
			}
		}
		r.addPlaced(row{threads: 2, basis: "round-trip", floor: transfer,
			setup: setupSelect("ping-pong", n)}, "select", "ping-pong"+over, full)
	}
}
