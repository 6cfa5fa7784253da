// SPDX-License-Identifier: MIT
// The go channel's verbs: what they look at before they leave the fast path.
/*
 * omits: go_channel_init_sized go_channel_init go_channel_destroy (the arrays are there)
 * omits: go_channel_try_close go_channel_close (close_slow, and what is fatal of it)
 * omits: go_channel_send_from go_channel_try_send_from go_channel_send_from_until (send_until_slow)
 * omits: go_channel_try_send go_channel_send_until (as these)
 * omits: go_channel_receive_into go_channel_try_receive_into go_channel_receive_into_until
 * omits: go_channel_try_receive go_channel_receive_until (receive_until_slow)
 * omits: go_channel_len go_channel_cap (they change nothing)
 *
 * The models' sends report a closed channel, as the verbs with try do.
 */
inline go_channel_send(this, value)
{
    sema_lock(channel[this]);
    if
    :: channel[this].closed ||
#ifndef BUG_send_ignores_receivers
           queues[RECEIVERS(this)].head != NIL ||
#endif
           channel[this].ring.count == channel[this].ring.capacity ->
       go_channel_send_rest(this, value, GHOST_NEVER)
    :: else ->
       d_step {
           channel_ring_put(channel[this].ring, value);
           ghost_sent(this, value)
       }
       sema_unlock(channel[this]);
       outcome = GO_CHANNEL_DONE
    fi
}

inline go_channel_receive(this, value)
{
    sema_lock(channel[this]);
    if
    :: queues[SENDERS(this)].head != NIL || channel[this].ring.count == 0 ->
       go_channel_receive_rest(this, value, GHOST_NEVER)
    :: else ->
       d_step {
           channel_ring_take(channel[this].ring, value);
           ghost_received(this, value)
       }
       sema_unlock(channel[this]);
       outcome = GO_CHANNEL_DONE
    fi
}
