// SPDX-License-Identifier: MIT
// ThreadSanitizer's view of a channel that the kernel keeps: a close comes before the end that a
// receiver finds.
// Compiled with SUBJECT, the channel's name, and HEADER, its header; linked with ThreadSanitizer.
#include HEADER

#include <pthread.h>
#include <stdlib.h>

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _channel##verb)

enum { ROUNDS = 200 };

static struct {
    struct ME() channel;
    int data;
} s;

static void *closer(void *unused)
{
    s.data++;
    ME(_close)(&s.channel);
    return unused;
}

int main(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t value;
        pthread_t thread;
        if (ME(_init)(&s.channel, 1) != 0 || pthread_create(&thread, NULL, closer, NULL) != 0)
            return EXIT_FAILURE;
        if (ME(_receive)(&s.channel, &value) || s.data != i + 1)
            return EXIT_FAILURE;
        pthread_join(thread, NULL);
        ME(_destroy)(&s.channel);
    }
    return EXIT_SUCCESS;
}
