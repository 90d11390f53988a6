package io.gistwire.client.stream;

import io.gistwire.client.TraceSource;
import io.gistwire.client.connection.ServerConnection;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.codec.PhotoEncoder;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of a client share.
 *
 * @param encoder encodes photos; null when the client has none
 * @param traces tells which trace a sent gist belongs to; null when none is asked for
 * @param callbacks runs what is the application's
 * @param loops runs drivers; their tasks do not block
 * @param disks runs work on outboxes, which blocks
 * @param encodes runs the encoder
 */
public record StreamSettings(
    ServerConnection connection,
    LinkProfile profile,
    OutboxLimits limits,
    @Nullable PhotoEncoder encoder,
    @Nullable TraceSource traces,
    CallbackExecutor callbacks,
    Executor loops,
    Executor disks,
    Executor encodes,
    ScheduledExecutorService timer) {}
