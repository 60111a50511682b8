"""Web push: notices on a device though no page of ours is open there (RFC 8030, 8291, 8292).

    sending.put(told)                                        # one message in the outbox for each device concerned
    subscriptions.subscribe(device, endpoint=…, by=ada)      # a browser lets us; unsubscribe takes it back

What is sent is sealed for the device, so that the push service of its maker carries what it cannot read.
"""
