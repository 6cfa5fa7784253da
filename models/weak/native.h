// SPDX-License-Identifier: MIT
// Included before the source of a program that runs on real threads: models/weak/native.c.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "models/weak/weak.h"

/* What is an array in the checked copy of a header is the thread's own here. */
#define WEAK_NATIVE   1
#define epoch_self_of epoch_self
