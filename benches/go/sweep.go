// SPDX-License-Identifier: MIT
// What rows are made for: CPUs and thread counts, as synccost says them (docs/PROTOCOL.md).

package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

// sweep is what rows are made for.
type sweep struct {
	cpus           []int       // as threads take them, in turn
	threads        []int       // counts to measure: sorted
	ranks          map[int]int // of the counts; 0 for all others
	oversubscribed int         // one more count, above that of the CPUs; 0: none
}

const toldCPUs, toldSteps = "SYNCCOST_CPUS", "SYNCCOST_STEPS"

const mostThreads, mostRank = 4096, 99 // as in the programs of C

// number is one of a list that has the name what.
func number(what, text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, usageError{fmt.Errorf("bad value of %s: %s", what, text)}
	}
	return n, nil
}

// ranked reads counts with their ranks, such as 1,2,4:2.
func ranked(what, list string) (map[int]int, error) {
	ranks := map[int]int{}
	for _, item := range strings.Split(list, ",") {
		count, rank, has := strings.Cut(item, ":")
		if !has {
			rank = "0"
		}
		n, err := number(what, count, 1, mostThreads)
		if err != nil {
			return nil, err
		}
		if ranks[n], err = number(what, rank, 0, mostRank); err != nil {
			return nil, err
		}
	}
	return ranks, nil
}

// cpusHere returns the CPUs that synccost names, or those of the affinity mask.
func cpusHere() ([]int, error) {
	list := os.Getenv(toldCPUs)
	if list == "" {
		return usableCPUs()
	}
	var cpus []int
	for _, text := range strings.Split(list, ",") {
		cpu, err := number(toldCPUs, text, 0, mostCPU)
		if err != nil {
			return nil, err
		}
		cpus = append(cpus, cpu)
	}
	return cpus, nil
}

// stepsHere are those that synccost names, or what every machine has: one, two and all CPUs.
func stepsHere(cpus int) string {
	if list := os.Getenv(toldSteps); list != "" {
		return list
	}
	if cpus == 1 {
		return "1"
	}
	return fmt.Sprintf("1,2,%d", cpus)
}

// newSweep takes the counts of threads, a list, or by default those of the machine.
func newSweep(threads string) (sweep, error) {
	cpus, err := cpusHere()
	if err != nil {
		return sweep{}, err
	}
	s := sweep{cpus: cpus}
	what := "--threads"
	if threads == "" {
		what, threads, s.oversubscribed = toldSteps, stepsHere(len(cpus)), 2*len(cpus)
	}
	if s.ranks, err = ranked(what, threads); err != nil {
		return sweep{}, err
	}
	for n := range s.ranks {
		s.threads = append(s.threads, n)
	}
	sort.Ints(s.threads)
	return s, nil
}
