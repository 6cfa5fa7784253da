// SPDX-License-Identifier: MIT
// A fuzz target: one file that defines FUZZ_NAME, fuzz_one and, where lines end with a checksum,
// FUZZ_SEAL; FUZZ_WORDS is an array of words that mean something there. Built with
// SYNCCOST_LIBFUZZER it is libFuzzer's; else a test program that tries each file of its corpus and
// FUZZ_INPUTS mutations of them, from the seed FUZZ_SEED. Without that variable it tries
// FUZZ_SHARE, its part of 1,000,000, in which a slow target has fewer; of a sanitized build, 2,000.
// An input that takes 20 s ends it by SIGALRM, and no memory is left above 1 GiB.
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/file.h"
#include "common/number.h"
#include "common/text.h"
#include "tests/fuzz/mutate.h"

#ifndef FUZZ_SEAL
#define FUZZ_SEAL NULL
#endif

static inline struct mutator fuzz_mutator(uint64_t seed)
{
    struct mutator m = {.random = seed, .seal = FUZZ_SEAL};
#ifdef FUZZ_WORDS
    m.words = FUZZ_WORDS;
    m.n_words = sizeof FUZZ_WORDS / sizeof *FUZZ_WORDS;
#endif
    return m;
}

/* Tries one input. It may be changed, and is NUL-terminated. Ends the process where it finds a
 * fault. */
static void fuzz_one(char *text, size_t size);

static char fuzz_folder[64];

static inline void fuzz_leave(void)
{
    rmdir(fuzz_folder);
}

/* A folder of this process, removed at its end if it is empty then. */
static inline const char *fuzz_dir(void)
{
    if (!*fuzz_folder) {
        snprintf(fuzz_folder, sizeof fuzz_folder, "%s/synccost-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        if (!mkdtemp(fuzz_folder))
            abort();
        atexit(fuzz_leave);
    }
    return fuzz_folder;
}

/* The input as a file of that name; its path, until the next call. */
static inline const char *fuzz_file(const char *name, const char *text, size_t size)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_dir(), name);
    FILE *f = fopen(path, "we");
    if (!f || fwrite(text, 1, size, f) != size || fclose(f) != 0)
        abort();
    return path;
}

static inline void fuzz_fault(const char *what)
{
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

/* What a person gets to see has nothing in it that steers a terminal or hides. */
static inline void fuzz_check_shown(const char *text, size_t size)
{
    uint32_t point;
    for (size_t at = 0, length; at < size; at += length) {
        if (text[at] == '\0')
            fuzz_fault("a NUL is shown");
        length = text_decode(text + at, &point);
        if (text[at] == '\n')
            length = 1;
        else if (length == 0 || !text_shows_plainly(point)) {
            fprintf(stderr, "fuzz: byte %#04x behind '%.*s'\n", (unsigned char)text[at],
                    (int)(at < 40 ? at : 40), text + (at < 40 ? 0 : at - 40));
            fuzz_fault("what is shown steers the terminal");
        }
    }
}

#ifdef SYNCCOST_LIBFUZZER

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = checked_alloc(size + 1, 1);
    if (size)
        memcpy(text, data, size);
    fuzz_one(text, size);
    free(text);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    struct mutator m = fuzz_mutator(seed);
    size_t length;
    if (size == 0 || mutate_below(&m, 3) == 0)
        return LLVMFuzzerMutate(data, size, most);
    char *changed = mutate(&m, (const char *)data, size, &length);
    length = length < most ? length : most;
    memcpy(data, changed, length);
    free(changed);
    return length;
}

#else

#ifdef SYNCCOST_SANITIZED
#undef FUZZ_SHARE
#define FUZZ_SHARE 2000
#endif

enum { FUZZ_FILES = 256, FUZZ_MOST = 1 << 20, FUZZ_SECONDS = 20, FUZZ_BYTES = 1 << 30 };

struct fuzz_corpus {
    char *text[FUZZ_FILES];
    size_t size[FUZZ_FILES], n;
};

static inline void fuzz_read(struct fuzz_corpus *c, const char *folder)
{
    char path[512], err[SC_ERR];
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) && c->n < FUZZ_FILES;) {
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (file_read(path, NULL, FUZZ_MOST, &c->text[c->n], &c->size[c->n], err) == 0)
            c->n++;
    }
    if (d)
        closedir(d);
}

static inline uint64_t fuzz_number(const char *name, uint64_t fallback)
{
    const char *text = getenv(name);
    uint64_t value;
    return text && number_u64(text, 0, UINT64_MAX, &value) ? value : fallback;
}

static inline void fuzz_try(const char *text, size_t size)
{
    char *copy = checked_alloc(size + 1, 1);
    memcpy(copy, text, size);
    alarm(FUZZ_SECONDS);
    fuzz_one(copy, size);
    free(copy);
}

/* The address space of a sanitized program is mostly shadow: only make fuzz bounds its memory. */
static inline void fuzz_bound_memory(void)
{
#ifndef SYNCCOST_SANITIZED
    const struct rlimit most = {.rlim_cur = FUZZ_BYTES, .rlim_max = FUZZ_BYTES};
    if (setrlimit(RLIMIT_AS, &most) != 0)
        fuzz_fault("the memory cannot be bounded");
#endif
}

/* A mutation of a mutation, up to four deep. */
static inline void fuzz_mutate(struct mutator *m, const struct fuzz_corpus *c)
{
    size_t place = mutate_below(m, c->n), size = c->size[place], next;
    char *text = mutate_splice(c->text[place], size, 0, 0, NULL, 0, &size);
    for (size_t times = 1 + mutate_below(m, 4); times && size > 0; times--) {
        char *changed = mutate(m, text, size, &next);
        free(text);
        text = changed;
        size = next;
    }
    fuzz_try(text, size);
    free(text);
}

int main(void)
{
    struct fuzz_corpus corpus = {.n = 0};
    struct mutator m = fuzz_mutator(fuzz_number("FUZZ_SEED", 1));
    fuzz_bound_memory();
    fuzz_read(&corpus, "tests/golden/fuzz/" FUZZ_NAME);
#ifdef FUZZ_MORE
    fuzz_read(&corpus, FUZZ_MORE);
#endif
    printf("# seed %llu\n", (unsigned long long)m.random);
    for (size_t i = 0; i < corpus.n; i++)
        fuzz_try(corpus.text[i], corpus.size[i]);
    printf("%s 1 - %s: %zu files of the corpus\n", corpus.n ? "ok" : "not ok", FUZZ_NAME, corpus.n);
    fflush(stdout);
    const size_t inputs = corpus.n ? fuzz_number("FUZZ_INPUTS", FUZZ_SHARE) : 0;
    for (size_t i = 0; i < inputs; i++)
        fuzz_mutate(&m, &corpus);
    printf("ok 2 - %s: %zu mutations\n1..2\n", FUZZ_NAME, inputs);
    for (size_t i = 0; i < corpus.n; i++)
        free(corpus.text[i]);
    return corpus.n == 0;
}

#endif
