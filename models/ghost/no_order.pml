// SPDX-License-Identifier: MIT
// For models that watch no order of a semaphore's queue.
inline ghost_queued(lifo) { skip }
inline ghost_dequeued(w) { skip }
