// SPDX-License-Identifier: MIT
// In place of Go's mutex: who waits takes it in one step, whoever comes first.
typedef go_mutex {
    byte state
}

inline go_mutex_acquire(m)
{
    atomic { m.state == 0 -> m.state = 1 }
}

inline go_mutex_release(m)
{
    atomic {
        assert(m.state == 1);
        m.state = 0
    }
}
