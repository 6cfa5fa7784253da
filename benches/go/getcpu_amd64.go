// SPDX-License-Identifier: MIT
// The number of getcpu, which the frozen package syscall does not have.

package main

const sysGetcpu = 309
