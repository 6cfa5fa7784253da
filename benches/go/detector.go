// SPDX-License-Identifier: MIT
// What Go's race detector says of two goroutines that write one slice: at different indices, and,
// to show that it sees races at all, at the same one.

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A trial is a slice that two goroutines write; a process has this many. The detector reports one
// pair of lines once a process, however often it races.
const slices = 1000

func writeSlices(n int, second func(i int) int) {
	runtime.GOMAXPROCS(2)
	for ; n > 0; n-- {
		numbers := make([]byte, 8)
		var done sync.WaitGroup
		done.Add(2)
		for id := 0; id < 2; id++ {
			go func(id int) {
				defer done.Done()
				for i := 0; i < 4; i++ {
					at := 2 * i
					if id == 1 {
						at = second(at)
					}
					numbers[at]++
				}
			}(id)
		}
		done.Wait()
	}
}

// detect is what the process that is watched does.
func detect(shape string) error {
	switch shape {
	case "disjoint-slice":
		writeSlices(slices, func(i int) int { return i + 1 })
	case "same-index":
		writeSlices(1, func(i int) int { return i })
	default:
		return usageError{fmt.Errorf("nothing to detect is called %s", shape)}
	}
	return nil
}

// watch runs a process and returns how many races were reported in it.
func watch(shape string) (reports int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	child := exec.Command(self, "--detect", shape)
	child.Env = append(os.Environ(), "GORACE=exitcode=0 halt_on_error=0 log_path=stderr")
	var words bytes.Buffer
	child.Stderr = &words
	if err := child.Run(); err != nil {
		return 0, fmt.Errorf("%w: %.100s", err, words.String())
	}
	return strings.Count(words.String(), "WARNING: DATA RACE"), nil
}

type lines = []map[string]any

func countReports(shape string, each uint64, expected bool) func(settings) (lines, error) {
	return func(s settings) ([]map[string]any, error) {
		var lines []map[string]any
		for i := 0; i < s.trials; i++ {
			trials, reported := uint64(0), uint64(0)
			for end := time.Now().Add(time.Duration(milliseconds(s.window))); ; {
				reports, err := watch(shape)
				if err != nil {
					return nil, err
				}
				trials += each
				reported += uint64(reports)
				if time.Now().After(end) {
					break
				}
			}
			if expected && reported == 0 {
				return nil, fmt.Errorf("the detector is too weak to conclude: it missed a race " +
					"in every process")
			}
			if reported > trials {
				reported = trials
			}
			lines = append(lines, map[string]any{"trial": i, "iterations": trials,
				"outcomes": map[string]uint64{"reported": reported, "silent": trials - reported}})
		}
		return lines, nil
	}
}

func addDetector(r *rows) {
	if !raceDetector || !r.pair() || len(r.cpus) < 2 {
		return
	}
	for _, shape := range []struct {
		name   string
		each   uint64
		expect bool // a race, which the detector may report, and may miss in a process
	}{{"disjoint-slice", slices, false}, {"same-index", 1, true}} {
		r.list = append(r.list, &row{name: "litmus/go-race/" + shape.name + "/threads:2",
			tier: full, threads: 2, cpus: 2,
			outcomes: []outcome{{"reported", shape.expect}, {"silent", true}},
			count:    countReports(shape.name, shape.each, shape.expect)})
	}
}
