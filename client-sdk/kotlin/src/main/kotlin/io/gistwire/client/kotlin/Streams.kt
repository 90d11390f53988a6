/** Coroutines and Flow for the client: suspending sends, and streams of results as cold flows. */
package io.gistwire.client.kotlin

import io.gistwire.client.CaptureInfo
import io.gistwire.client.GistKey
import io.gistwire.client.GistStream
import io.gistwire.client.Receipt
import io.gistwire.client.calls.GistCalls
import io.gistwire.client.calls.ResultStream
import io.gistwire.client.calls.WatchCalls
import io.gistwire.codec.EncodeOptions
import io.gistwire.codec.Gist
import io.gistwire.proto.v1.Alert
import io.gistwire.proto.v1.FollowGistsRequest
import io.gistwire.proto.v1.FollowGistsResponse
import io.gistwire.proto.v1.WatchRequest
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch

/**
 * Waits until one more photo is accepted, then encodes, keeps and sends it.
 *
 * @return its receipt, at once: [stored] and [delivered] wait for what becomes of it
 */
public suspend fun GistStream.sendWhenReady(
  photo: ByteArray,
  options: EncodeOptions = EncodeOptions.defaults(),
  info: CaptureInfo = CaptureInfo.ofPhoto(photo, System.currentTimeMillis()),
): Receipt {
  ready().await()
  return send(photo, options, info)
}

/** Waits until one more gist is accepted, then keeps and sends it. */
public suspend fun GistStream.sendWhenReady(gist: Gist, info: CaptureInfo = CaptureInfo.now()): Receipt {
  ready().await()
  return send(gist, info)
}

/** Waits until the gist is in the outbox, synced. Cancelling the wait withdraws nothing. */
public suspend fun Receipt.awaitStored(): GistKey = stored().await()

/** Waits until the gist is on the server's disk. Cancelling the wait withdraws nothing. */
public suspend fun Receipt.awaitDelivered(): GistKey = delivered().await()

/** Waits until everything that was sent before is delivered or given up. */
public suspend fun GistStream.awaitFlushed() {
  flush().await()
}

/** Alerts as they are raised, over lost connections; ends with its collector or the client. */
public fun WatchCalls.alerts(request: WatchRequest = WatchRequest.getDefaultInstance()): Flow<Alert> =
  results { watch(request) }

/** Gists as they are stored, and names of deleted ones, over lost connections. */
public fun GistCalls.arrivals(
  request: FollowGistsRequest = FollowGistsRequest.getDefaultInstance(),
): Flow<FollowGistsResponse> = results { follow(request) }

/**
 * The results of a call as a cold flow: each collection makes the call, and ends it when the collector is cancelled. Results
 * are awaited on [Dispatchers.IO].
 */
public fun <T : Any> results(call: () -> ResultStream<T>): Flow<T> =
  flow {
    coroutineScope {
      call().use { stream ->
        // A wait for the next result ends when the stream is closed, not when its coroutine is cancelled.
        val closer =
          launch(Dispatchers.Unconfined) {
            try {
              awaitCancellation()
            } finally {
              stream.close()
            }
          }
        while (stream.hasNext()) {
          emit(stream.next())
        }
        closer.cancel()
      }
    }
  }
    .flowOn(Dispatchers.IO)
