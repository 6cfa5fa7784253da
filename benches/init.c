// SPDX-License-Identifier: MIT
// Data that is initialised before use: what a read costs, and what it costs to load an object.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/init/object.h"
#include "primitives/init/subjects.h"

enum { INIT_ROOM = 1024 - ARENA_ALIGN };

struct init_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct init_subject *subject;
    bool closed; /* the object is not loaded when the loop begins */
};

struct shared {
    void *init; /* open, but in rows of the first dlopen */
    int file;   /* of the object; -1: none is needed */
    char object[INIT_OBJECT_PATH];
    uint64_t unmade; /* times that setup found the data not made */
};

struct party {
    void *init;
    const char *object;
    uint64_t faults;
};

typedef const struct init_data *(*get_verb)(void *init);

SC_INLINE void op_access(struct party *p, get_verb get)
{
    /* Without it the compiler would read once: nothing in the loop writes the data. */
    __asm__ volatile("" ::: "memory");
    p->faults += get(p->init)->word[0] != init_data_word(0);
}

SC_INLINE void run_access(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct party own = {.init = s->init};
    loop_run_short(m, &own, op);
    m->faults += own.faults;
}

/* The data must be whole, and made once since the object was loaded. */
SC_INLINE void op_dlopen(void *context)
{
    struct party *p = context;
    struct dlopen_init i;
    if (dlopen_init_open(&i, p->object) != 0) {
        p->faults++;
        return;
    }
    p->faults += !init_data_is_whole(dlopen_init_get(&i));
    dlopen_init_close(&i);
}

/* First, and repeated: which one it is depends on whether setup has left the object loaded. */
MEASURED void measured_init_dlopen(struct team_member *m, void *shared)
{
    const struct shared *s = shared;
    struct party own = {.object = s->object};
    loop_run(m, &own, op_dlopen);
    m->faults += own.faults;
}

/* The loop of one subject, into which its verb dissolves. */
#define INIT_SUBJECT(name, ...)                                                                    \
    SC_INLINE void op_access_##name(void *p)                                                       \
    {                                                                                              \
        op_access(p, init_get_##name);                                                             \
    }                                                                                              \
    MEASURED void measured_init_access_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_access(m, shared, op_access_##name);                                                   \
    }
#include "primitives/init/list.h"
#undef INIT_SUBJECT

static const team_body bodies[INIT_SUBJECTS] = {
#define INIT_SUBJECT(name, ...) measured_init_access_##name,
#include "primitives/init/list.h"
#undef INIT_SUBJECT
};

/* The object's file, where the subject needs one. */
static bool open_object(struct bench_trial *t, struct shared *s)
{
    s->file = -1;
    if (!((const struct init_row *)t->row)->subject->traits.loads)
        return true;
    s->file = init_object_open(s->object);
    if (s->file >= 0)
        return true;
    snprintf(t->why, SC_ERR, "cannot make a file of the object: %s", strerror(-s->file));
    return false;
}

static void close_object(const struct shared *s)
{
    if (s->file >= 0)
        close(s->file);
}

static void *setup(struct bench_trial *t)
{
    const struct init_row *row = (const struct init_row *)t->row;
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || row->subject->size > INIT_ROOM || !(s->init = arena_place(t->arena, INIT_ROOM)) ||
        !open_object(t, s))
        return NULL;
    if (row->closed)
        return s;
    int error = row->subject->open(s->init, s->object);
    if (error == 0) {
        s->unmade = !init_data_is_whole(row->subject->get(s->init));
        return s;
    }
    snprintf(t->why, SC_ERR, "cannot open: %s", strerror(-error));
    close_object(s);
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    const struct init_row *row = (const struct init_row *)t->row;
    const struct shared *s = t->shared;
    if (!row->closed)
        row->subject->close(s->init);
    close_object(s);
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct init_row *row = (const struct init_row *)t->row;
    const struct shared *s = t->shared;
    (void)r;
    if (s->unmade == 0 && (row->closed || init_data_is_whole(row->subject->get(s->init))))
        return true;
    snprintf(t->why, SC_ERR, "the data was not made, or not once");
    return false;
}

static struct init_row row_of(unsigned place, team_body body, unsigned threads)
{
    return (struct init_row){.row = {.tier = TIER_STANDARD,
                                     .threads = threads,
                                     .floor = FLOOR_load,
                                     .shares = threads > 1,
                                     .body = body,
                                     .setup = setup,
                                     .verify = verify,
                                     .teardown = teardown},
                             .subject = &init_subjects[place]};
}

static void add_access(struct bench_rows *rows, unsigned place, unsigned threads, bool ends)
{
    char shown[SUBJECT_NAME];
    struct init_row row = row_of(place, bodies[place], threads);
    if (!ends)
        row.row.tier = TIER_FULL;
    else if (threads == 1 && place == 0)
        row.row.tier = TIER_QUICK;
    bench_add(rows, &row.row, sizeof row, "init/%s/access/threads:%u",
              subject_name(row.subject->name, shown), threads);
}

/* What the linker and the loader do has no floor in hardware. */
static void add_dlopen(struct bench_rows *rows, unsigned place, bool first)
{
    char shown[SUBJECT_NAME];
    struct init_row row = row_of(place, measured_init_dlopen, 1);
    row.row.floor = FLOOR_none;
    row.closed = first;
    bench_add(rows, &row.row, sizeof row, "init/%s/%s/threads:1",
              subject_name(row.subject->name, shown), first ? "first" : "repeated");
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < INIT_SUBJECTS; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++)
            add_access(rows, i, rows->threads[j],
                       rows->threads[j] == 1 || rows->threads[j] == most);
        if (!init_subjects[i].traits.loads || rows->threads[0] != 1)
            continue;
        add_dlopen(rows, i, true);
        add_dlopen(rows, i, false);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"init", enumerate};
    return bench_main(argc, argv, &family);
}
