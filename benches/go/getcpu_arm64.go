// SPDX-License-Identifier: MIT
// The number of getcpu, by the name that the frozen package syscall has for it.

package main

import "syscall"

const sysGetcpu = syscall.SYS_GETCPU
