// SPDX-License-Identifier: MIT
// The real Go runtime as a family program (docs/PROTOCOL.md): sync, sync/atomic, channels, select,
// context and goroutines, by the names of the C rows. docs/GO.md says what is comparable.

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

type settings struct {
	list, spins    bool
	row, threads   string
	trials, redo   int
	warmup, window float64 // ms
	seed           uint64
	detect         string
}

func parse(args []string) (settings, error) {
	var s settings
	var ignored string
	f := flag.NewFlagSet(subject, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&s.list, "list", false, "")
	f.BoolVar(&s.spins, "spin-oversubscribed", false, "")
	f.StringVar(&s.row, "row", "", "")
	f.StringVar(&s.threads, "threads", "", "")
	f.StringVar(&s.detect, "detect", "", "")
	f.IntVar(&s.trials, "trials", 3, "")
	f.IntVar(&s.redo, "redo", 3, "")
	f.Float64Var(&s.warmup, "warmup-ms", 5, "")
	f.Float64Var(&s.window, "window-ms", 20, "")
	f.Uint64Var(&s.seed, "seed", 1, "")
	for _, other := range []string{"width", "patience-ms", "arena-fd", "memory", "pages",
		"counters"} {
		f.StringVar(&ignored, other, "", "")
	}
	if err := f.Parse(args); err != nil {
		return s, err
	}
	good := s.trials >= 1 && s.trials <= 10000 && s.redo >= 0 && s.warmup >= 0 && s.window > 0 &&
		s.warmup < 1e6 && s.window < 1e6
	switch {
	case f.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %s", f.Arg(0))
	case !good:
		return s, fmt.Errorf("a value out of its range")
	case !s.list && s.row == "" && s.detect == "":
		return s, fmt.Errorf("nothing to do")
	}
	return s, nil
}

// about is what the report says of this program beside its rows.
func about() string {
	race := ""
	if raceDetector {
		race = ", with -race"
	}
	return fmt.Sprintf("%.32s %s/%s%s; GOMAXPROCS is a row's threads; each goroutine is wired to a "+
		"thread pinned to a CPU, but where the row says goroutines: those Go's scheduler places; "+
		"--memory and --pages do not place its data",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, race)
}

func printList(r *rows) error {
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(map[string]string{"about": about()}); err != nil {
		return err
	}
	for _, row := range r.list {
		line := map[string]any{"name": row.name, "tier": tierNames[row.tier],
			"threads": row.threads, "cpus": row.cpus}
		if row.outcomes != nil {
			line["kind"], line["outcomes"] = "guarantee", row.outcomes
		} else {
			line["basis"] = row.basis
		}
		if row.rank > 0 {
			line["rank"] = row.rank
		}
		if row.floor != "" {
			line["floor"] = row.floor
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func printRow(r *rows, s settings) error {
	for _, row := range r.list {
		if row.name != s.row {
			continue
		}
		lines, err := measure(row, r.cpus, s)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		out := json.NewEncoder(os.Stdout)
		for _, line := range lines {
			if err := out.Encode(line); err != nil {
				return err
			}
		}
		return nil
	}
	return usageError{fmt.Errorf("no such row here: %s", s.row)}
}

type usageError struct{ error }

func run(args []string) error {
	s, err := parse(args)
	if err != nil {
		return usageError{fmt.Errorf("%w: use --list or --row NAME (docs/PROTOCOL.md)", err)}
	}
	if s.detect != "" {
		return detect(s.detect)
	}
	sweep, err := newSweep(s.threads)
	if err != nil {
		return err
	}
	r := rows{sweep: sweep}
	enumerate(&r)
	if s.list {
		return printList(&r)
	}
	return printRow(&r, s)
}

func main() {
	debug.SetGCPercent(100) // whatever GOGC says
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", subject, err)
	if _, usage := err.(usageError); usage {
		os.Exit(2)
	}
	os.Exit(1)
}

func milliseconds(ms float64) int64 { return int64(ms * float64(time.Millisecond)) }
