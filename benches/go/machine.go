// SPDX-License-Identifier: MIT
// What Linux says and does about CPUs and threads: the affinity mask, cores, usage, memory.

package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

const mostCPU = 8191 // the kernel's widest mask

type cpuMask [(mostCPU + 1) / 64]uint64

func (m *cpuMask) add(cpu int) { m[cpu/64] |= 1 << (cpu % 64) }

// setAffinity pins thread tid (0: the caller's) to the mask.
func setAffinity(tid int, m *cpuMask) error {
	_, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, uintptr(tid),
		unsafe.Sizeof(*m), uintptr(unsafe.Pointer(m)))
	if errno != 0 {
		return errno
	}
	return nil
}

// pinThread pins the calling thread to one CPU. The goroutine must be wired to its thread.
func pinThread(cpu int) error {
	var m cpuMask
	m.add(cpu)
	if err := setAffinity(0, &m); err != nil {
		return fmt.Errorf("CPU %d: cannot pin a thread (%v): choose CPUs that are allowed", cpu, err)
	}
	return nil
}

// pinProcess pins every thread that there is to the CPUs, and so those that they will start.
func pinProcess(cpus []int) error {
	var m cpuMask
	for _, cpu := range cpus {
		m.add(cpu)
	}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, task := range tasks {
		tid, _ := strconv.Atoi(task.Name())
		if err := setAffinity(tid, &m); err != nil && err != syscall.ESRCH {
			return fmt.Errorf("CPUs %v: cannot pin the process (%v)", cpus, err)
		}
	}
	return nil
}

// currentCPU returns the CPU that the caller runs on, -1 where the kernel does not say.
func currentCPU() int {
	var cpu uint32
	_, _, errno := syscall.RawSyscall(sysGetcpu, uintptr(unsafe.Pointer(&cpu)), 0, 0)
	if errno != 0 {
		return -1
	}
	return int(cpu)
}

// yieldCPU lets another thread of this CPU run, without a word to Go's scheduler.
func yieldCPU() { syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) }

// usableCPUs returns the CPUs of the affinity mask: first one of each core, then their siblings.
func usableCPUs() ([]int, error) {
	var m cpuMask
	n, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(m),
		uintptr(unsafe.Pointer(&m)))
	if errno != 0 {
		return nil, errno
	}
	rank, seen := map[int]int{}, map[string]int{}
	var cpus []int
	for cpu := 0; cpu < int(n)*8; cpu++ {
		if m[cpu/64]&(1<<(cpu%64)) == 0 {
			continue
		}
		core := coreOf(cpu)
		rank[cpu] = seen[core]
		seen[core]++
		cpus = append(cpus, cpu)
	}
	sort.SliceStable(cpus, func(i, j int) bool { return rank[cpus[i]] < rank[cpus[j]] })
	return cpus, nil
}

// coreOf names the core of a CPU by the list of its threads.
func coreOf(cpu int) string {
	path := fmt.Sprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu)
	text, err := os.ReadFile(path)
	if err != nil {
		return strconv.Itoa(cpu)
	}
	return strings.TrimSpace(string(text))
}

// usage is what a thread, or the process, has used so far.
type usage struct {
	cpuNs                  int64
	voluntary, involuntary int64
	delayNs                int64 // ready and not running; -1 where unknown or of the process
}

const usageOfProcess, usageOfThread = syscall.RUSAGE_SELF, 1

func usageOf(who int) usage {
	var r syscall.Rusage
	if syscall.Getrusage(who, &r) != nil {
		return usage{delayNs: -1}
	}
	u := usage{cpuNs: r.Utime.Nano() + r.Stime.Nano(), voluntary: int64(r.Nvcsw),
		involuntary: int64(r.Nivcsw), delayNs: -1}
	if who == usageOfThread {
		u.delayNs = threadDelay()
	}
	return u
}

// threadDelay returns how long the calling thread has waited on run queues, -1 where unknown.
func threadDelay() int64 {
	text, err := os.ReadFile("/proc/thread-self/schedstat")
	if err != nil {
		return -1
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return -1
	}
	ns, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return -1
	}
	return ns
}

// stealMs returns the time that the hypervisor took from the CPUs, in steps of 10 ms.
func stealMs(cpus []int) float64 {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	jiffies := 0.0
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Fields(line)
		for _, cpu := range cpus {
			if len(fields) > 8 && fields[0] == "cpu"+strconv.Itoa(cpu) {
				steal, _ := strconv.ParseFloat(fields[8], 64)
				jiffies += steal
			}
		}
	}
	return jiffies * 10
}

// peakRSSMiB returns the largest resident memory of this process so far; 0 where unknown.
func peakRSSMiB() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kib, _ := strconv.ParseFloat(fields[1], 64)
			return kib / 1024
		}
	}
	return 0
}
