package io.gistwire.client;

import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.codec.PhotoEncoder;
import io.grpc.Channel;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What the streams of a client share. */
record StreamSettings(
    Channel channel,
    Runnable connectNow,
    LinkProfile profile,
    OutboxLimits limits,
    @Nullable PhotoEncoder encoder,
    CallbackExecutor callbacks,
    Executor loops,
    Executor disks,
    Executor encodes,
    ScheduledExecutorService timer) {}
