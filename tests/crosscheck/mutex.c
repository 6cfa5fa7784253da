// SPDX-License-Identifier: MIT
// Stand-alone: lock, count, unlock an uncontended pthread mutex in a program with two threads.
#include <pthread.h>

#include "crosscheck.h"

static pthread_mutex_t lock __attribute__((aligned(256))) = PTHREAD_MUTEX_INITIALIZER;
static unsigned long counter __attribute__((aligned(256)));

static void *measure(void *arg)
{
    enum { OPS = 2000000 };
    pin(0);
    double begin = 0;
    for (int i = -OPS / 4; i < OPS; i++) {
        if (i == 0)
            begin = now_ns();
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
    }
    printf("%.3f\n", (now_ns() - begin) / OPS);
    return arg;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, measure,
                   /* glibc 2.36 takes a shorter way in a process that never had a second thread */
                   NULL);
    pthread_join(t, NULL);
    return counter == 0;
}
