// SPDX-License-Identifier: MIT
// The go channel's verbs.
/*
 * omits: go_channel_init_sized go_channel_init go_channel_destroy (the arrays are there)
 * omits: go_channel_try_close go_channel_close (close_slow, and what is fatal of it)
 * omits: go_channel_send_from go_channel_try_send_from go_channel_send_from_until (send_whole)
 * omits: go_channel_try_send go_channel_send_until (as these)
 * omits: go_channel_receive_into go_channel_try_receive_into go_channel_receive_into_until
 * omits: go_channel_try_receive go_channel_receive_until (receive_whole)
 * omits: go_channel_len go_channel_cap (they change nothing)
 *
 * The models' sends report a closed channel, as the verbs with try do.
 */
/* The attempt without the lock that stands before the call is the first of those in it. */
inline go_channel_send(this, value)
{
    go_channel_send_whole(this, value, GHOST_NEVER)
}

inline go_channel_receive(this, value)
{
    go_channel_receive_whole(this, value, GHOST_NEVER)
}
