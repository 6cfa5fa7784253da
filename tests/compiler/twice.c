// SPDX-License-Identifier: MIT
// A value that the source reads once and checks before use: plain, it is read twice.
#include <stdatomic.h>

void move(void);
void turn(void);
void rest(void);
void draw(void);
void wipe(void);

extern unsigned command;
extern _Atomic unsigned command_atomic;

struct header {
    unsigned kind : 8, length : 24;
};
extern struct header header;
extern _Atomic struct header header_atomic;

void dispatch_plain(void);
void dispatch_right(void);
unsigned length_plain(void);
unsigned length_right(void);

static inline void obey(unsigned number)
{
    switch (number) {
    case 0:
        move();
        break;
    case 1:
        turn();
        break;
    case 2:
        rest();
        break;
    case 3:
        draw();
        break;
    case 4:
        wipe();
        break;
    }
}

void dispatch_plain(void)
{
    obey(command);
}

void dispatch_right(void)
{
    // Relaxed: nothing but the command itself is read.
    obey(atomic_load_explicit(&command_atomic, memory_order_relaxed));
}

unsigned length_plain(void)
{
    struct header copy = header;
    return copy.kind == 3 ? copy.length : 0;
}

unsigned length_right(void)
{
    // Relaxed: nothing but the header itself is read.
    struct header copy = atomic_load_explicit(&header_atomic, memory_order_relaxed);
    return copy.kind == 3 ? copy.length : 0;
}
