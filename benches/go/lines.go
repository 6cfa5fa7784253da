// SPDX-License-Identifier: MIT
// Where shared data lies: on lines of its own, at another place in each trial.

package main

import "unsafe"

const lineSize = 64

// slot keeps v away from its neighbours, and from the prefetcher of pairs of lines.
type slot[T any] struct {
	_ [2 * lineSize]byte
	v T
	_ [2 * lineSize]byte
}

// lay returns a T that crosses no line where its size allows that, in one of many random places.
func lay[T any](t *trial) *T {
	slots := make([]slot[T], 64)
	first := t.rand.Intn(len(slots))
	for i := range slots {
		v := &slots[(first+i)%len(slots)].v
		if uintptr(unsafe.Pointer(v))%lineSize+unsafe.Sizeof(*v) <= lineSize {
			return v
		}
	}
	for i := range slots {
		v := &slots[(first+i)%len(slots)].v
		if uintptr(unsafe.Pointer(v))%lineSize == 0 {
			return v
		}
	}
	return &slots[first].v
}
