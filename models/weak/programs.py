# SPDX-License-Identifier: MIT
# The programs of the weak-memory check, and which of them checks which header.


def subject(family, name, *flags, source=None):
    header = f"primitives/{family}/{name}.h"
    return (source or f"{family}.c", f"-DSUBJECT={name}", f'-DHEADER="{header}"', *flags)


# program: (source, flags...)
PROGRAMS = {
    "once-double-checked": ("double_checked.c",),
    "thread-bare": ("bare.c",),
    "litmus": ("litmus.c",),
    "sema": ("sema.c",),
    "channel-go": subject("channel", "go", "-DMANY"),
    "select-go": ("select.c",),
    "mutex-go": subject("mutex", "go", "-DSPINS", "-DTRY", "-DTOO_MANY"),
    "rwmutex-go": subject("rwmutex", "go", "-DSPINS"),
    "rwmutex-bravo": subject("rwmutex", "bravo", "-DSPINS"),
    "rwmutex-phase-fair": subject("rwmutex", "phase_fair"),
    "seqlock": ("seqlock.c",),
    "semaphore-futex": ("semaphore.c",),
    "waitgroup-go": subject("waitgroup", "go", "-DSPINS"),
    "waitgroup-futex": subject("waitgroup", "futex"),
    "value-go": subject("value", "go", "-DEPOCHS"),
    "value-atomic": subject("value", "atomic"),
    "once": ("once.c",),
    "cancel-flag": subject("cancel", "flag"),
    "cancel-go": subject("cancel", "go", "-DTREE"),
    "dekker": ("dekker.c",),
    "map": ("map.c",),
    "pool": ("pool.c",),
    "channel-futex": subject("channel", "futex"),
    "mutex-futex": subject("mutex", "futex", "-DTRY"),
    "mutex-futex-spin": subject("mutex", "futex_spin", "-DTRY", "-DSPINS"),
    "mutex-ticket": subject("mutex", "ticket", "-DTRY"),
    "mutex-ttas": subject("mutex", "ttas", "-DTRY"),
    "mutex-twa": subject("mutex", "twa", "-DTRY"),
    "mutex-mcs": subject("mutex", "mcs", "-DTRY", "-DFRESH", "-DTOO_MANY"),
    "mutex-mcs-park": subject("mutex", "mcs_park", "-DSPINS", "-DTRY", "-DFRESH", "-DTOO_MANY"),
    "mutex-hemlock": subject("mutex", "hemlock", "-DTRY", "-DFRESH", "-DTOO_MANY"),
    "mutex-cna": subject("mutex", "cna", "-DTRY", "-DFRESH", "-DDOMAINS", "-DFOUR",
                         "-DTOO_MANY"),
    "mutex-clh": subject("mutex", "clh"),
    "closing-pipe": subject("channel", "pipe", source="closing.c"),
    "closing-socketpair": subject("channel", "socketpair", source="closing.c"),
}
# header: the programs that check its orders, tried from left to right
CHECKED = {
    "primitives/once/double_checked.h": ("once-double-checked",),
    "primitives/thread/clone3.h": ("thread-bare",),
    "primitives/sema.h": ("sema", "channel-go"),
    "primitives/mutex/go.h": ("mutex-go",),
    "primitives/rwmutex/go.h": ("rwmutex-go",),
    "primitives/rwmutex/bravo.h": ("rwmutex-bravo",),
    "primitives/rwmutex/phase_fair.h": ("rwmutex-phase-fair",),
    "primitives/rwmutex/seqlock.h": ("seqlock",),
    "primitives/semaphore/futex.h": ("semaphore-futex",),
    "primitives/waitgroup/go.h": ("waitgroup-go",),
    "primitives/waitgroup/futex.h": ("waitgroup-futex",),
    "primitives/value/go.h": ("value-go",),
    "primitives/value/atomic.h": ("value-atomic",),
    "primitives/everywhere.h": ("dekker", "value-go"),
    "primitives/epoch.h": ("value-go",),
    "primitives/epoch_domain.h": ("value-go",),
    "primitives/once/go.h": ("once",),
    "primitives/cancel/flag.h": ("cancel-flag",),
    "primitives/cancel/go.h": ("cancel-go",),
    "primitives/map/go.h": ("map",),
    "primitives/map/go_table.h": ("map",),
    "primitives/pool/go.h": ("pool",),
    "primitives/channel/go_ring.h": ("channel-go",),
    "primitives/channel/go_steps.h": ("channel-go", "select-go"),
    "primitives/channel/futex.h": ("channel-futex",),
    "primitives/mutex/futex.h": ("mutex-futex",),
    "primitives/mutex/futex_spin.h": ("mutex-futex-spin",),
    "primitives/mutex/ticket.h": ("mutex-ticket",),
    "primitives/mutex/ttas.h": ("mutex-ttas",),
    "primitives/mutex/twa.h": ("mutex-twa",),
    "primitives/mutex/mcs.h": ("mutex-mcs",),
    "primitives/mutex/mcs_park.h": ("mutex-mcs-park",),
    "primitives/mutex/hemlock.h": ("mutex-hemlock",),
    "primitives/mutex/cna.h": ("mutex-cna",),
    "primitives/mutex/clh.h": ("mutex-clh",),
    "primitives/channel/pipe.h": ("closing-pipe",),
    "primitives/channel/socketpair.h": ("closing-socketpair",),
}

# Small numbers in the checked copy of a header, so that few steps meet what is rare.
SMALLER = {
    "primitives/channel/go_steps.h": ("GO_CHANNEL_LOOKS = 50", "GO_CHANNEL_LOOKS = 3"),
    "primitives/limbo.h": ("LIMBO_BAG = 64", "LIMBO_BAG = 1"),
    "primitives/map/table.h": ("MAP_LEAST = 8", "MAP_LEAST = 4"),
    "primitives/pool/go.h": ("GO_POOL_KEPT = 127", "GO_POOL_KEPT = 1"),
    "primitives/mutex/cna.h": ("CNA_PASSES = 256", "CNA_PASSES = 1"),
    "primitives/mutex/twa.h": ("TWA_SLOTS = 4096", "TWA_SLOTS = 2"),
    "primitives/rwmutex/bravo.h": ("BRAVO_ENTRIES = 4096", "BRAVO_ENTRIES = 2"),
}
