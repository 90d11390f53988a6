@file:JvmName("Phone")

package io.gistwire.examples

import com.google.protobuf.ByteString
import io.gistwire.client.CaptureInfo
import io.gistwire.client.GistStream
import io.gistwire.client.GistwireClient
import io.gistwire.client.kotlin.alerts
import io.gistwire.client.kotlin.arrivals
import io.gistwire.client.kotlin.awaitDelivered
import io.gistwire.client.kotlin.awaitFlushed
import io.gistwire.client.kotlin.awaitStored
import io.gistwire.client.kotlin.sendWhenReady
import io.gistwire.codec.CodeFingerprint
import io.gistwire.codec.Gist
import io.gistwire.codec.Layer
import io.gistwire.codec.LayerKind
import io.gistwire.proto.v1.CreateWatchRequest
import io.gistwire.proto.v1.EmbedPhotoRequest
import io.gistwire.proto.v1.FollowGistsRequest
import io.gistwire.proto.v1.Query
import io.gistwire.proto.v1.QueryTerm
import io.gistwire.proto.v1.Watch
import io.gistwire.proto.v1.WatchCondition
import io.gistwire.proto.v1.WatchRequest
import io.grpc.ManagedChannel
import io.grpc.okhttp.OkHttpChannelBuilder
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.readBytes
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

private const val SOURCE = "phone"
private const val PATIENCE_MILLIS = 120_000L

/**
 * What an application on a phone does, as a program for any JVM: OkHttp carries the calls, coroutines wait for them.
 *
 *     Phone HOST PORT OUTBOX work PHOTO PHOTO    watches, sends, hears of arrivals and of the alert, changes the network
 *     Phone HOST PORT OUTBOX die PHOTO           the system ends the process once the gist is stored
 *     Phone HOST PORT OUTBOX resume              the next start of the application
 *
 * An application on a phone encodes on the device; this example carries no model and asks the server for the code.
 */
fun main(arguments: Array<String>) {
  val (host, port, outbox, what) = arguments
  val photos = arguments.drop(4).map { Path.of(it) }
  val channel = OkHttpChannelBuilder.forAddress(host, port.toInt()).usePlaintext().build()
  val client = GistwireClient.builder().channel(channel).outboxFolder(Path.of(outbox)).build()
  try {
    runBlocking {
      withTimeout(PATIENCE_MILLIS) {
        when (what) {
          "work" -> work(client, channel, photos)
          "die" -> die(client, photos.single())
          "resume" -> resume(client)
          else -> error("work, die or resume, not $what")
        }
      }
    }
  } finally {
    client.close()
    channel.shutdownNow()
  }
}

private suspend fun work(client: GistwireClient, channel: ManagedChannel, photos: List<Path>) {
  val first = encoded(client, photos[0])
  val watch = watchFor(client, photos[0])
  client.open(SOURCE).use { stream ->
    kotlinx.coroutines.coroutineScope {
      // Both flows begin before anything is sent, and end with their first results.
      val alert = async {
        client.watches().alerts(WatchRequest.newBuilder().addWatches(watch).setAfterPosition(0).build()).first()
      }
      val arrivals = async {
        client.gists().arrivals(FollowGistsRequest.newBuilder().setAfterPosition(0).build()).take(2).toList()
      }
      println("delivered: ${stream.sendWhenReady(first, CaptureInfo.now()).awaitDelivered().name()}")

      // From one network to another: the connection of the old one is given up at once, nothing is lost or sent twice.
      channel.enterIdle()
      client.networkChanged()
      println("delivered: ${stream.sendWhenReady(encoded(client, photos[1])).awaitDelivered().name()}")

      arrivals.await().forEach { println("arrived: ${it.gist.name} ${it.gist.caption}") }
      println("alert: ${alert.await().gist}")
    }
  }
}

/** Between "stored" and "delivered" a process may end at any moment. */
private suspend fun die(client: GistwireClient, photo: Path) {
  val gist = encoded(client, photo)
  val stream: GistStream = client.open(SOURCE)
  stream.sendWhenReady(gist).awaitStored()
  println("stored; the process dies")
  Runtime.getRuntime().halt(137)
}

/** The outbox sends by itself what is left; the application need not know what that was. */
private suspend fun resume(client: GistwireClient) {
  client.open(SOURCE).use { stream ->
    println("left from before: ${stream.pending().entries()}")
    stream.awaitFlushed()
    println("left now: ${stream.pending().entries()}")
  }
}

private suspend fun encoded(client: GistwireClient, photo: Path): Gist {
  val request = EmbedPhotoRequest.newBuilder().setPhoto(ByteString.copyFrom(photo.readBytes())).build()
  val embedded = client.search().embedPhoto(request).await()
  return Gist.of(
    CodeFingerprint.of(embedded.codeFingerprint.toByteArray()),
    listOf(Layer.of(LayerKind.EMBEDDING, embedded.code.toByteArray())),
  )
}

private suspend fun watchFor(client: GistwireClient, photo: Path): String {
  val like = QueryTerm.newBuilder().setPhoto(ByteString.copyFrom(Files.readAllBytes(photo)))
  val watch =
    Watch.newBuilder()
      .setDisplayName("like ${photo.fileName}")
      .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(like)))
      .setMinScore(0.5f)
  return client.watches().create(CreateWatchRequest.newBuilder().setWatch(watch).build()).await().watch.name
}
