package io.gistwire.client.kotlin

import io.gistwire.client.GistwireClient
import io.gistwire.proto.v1.FollowGistsRequest
import io.gistwire.proto.v1.FollowGistsResponse
import io.gistwire.proto.v1.GistServiceGrpc
import io.gistwire.proto.v1.StoredGist
import io.grpc.Grpc
import io.grpc.InsecureServerCredentials
import io.grpc.Server
import io.grpc.stub.ServerCallStreamObserver
import io.grpc.stub.StreamObserver
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test

class StreamsTest {
  private val arrivals = Arrivals()
  private lateinit var server: Server
  private lateinit var client: GistwireClient

  @BeforeEach
  fun start() {
    server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).addService(arrivals).build().start()
    client = GistwireClient.builder().target("localhost:${server.port}").volatileOutbox().build()
  }

  @AfterEach
  fun stop() {
    client.close()
    server.shutdownNow()
  }

  @Test
  fun `a collector that has enough ends the call`() = runBlocking {
    val positions = withTimeout(20_000) { client.gists().arrivals().take(3).toList() }.map { it.position }
    assertEquals(listOf(1L, 2L, 3L), positions)
    assertTrue(arrivals.cancelled.await(20, TimeUnit.SECONDS), "the call went on")
  }

  @Test
  fun `a collector that is cancelled while it waits ends the call`() = runBlocking {
    val collected = CountDownLatch(3)
    val job = launch { client.gists().arrivals().collect { collected.countDown() } }
    while (collected.count > 0) {
      kotlinx.coroutines.delay(10)
    }
    withTimeout(20_000) {
      job.cancel()
      job.join()
    }
    assertTrue(arrivals.cancelled.await(20, TimeUnit.SECONDS), "the call went on")
  }

  /** Sends three gists and then nothing. */
  private class Arrivals : GistServiceGrpc.GistServiceImplBase() {
    val cancelled = CountDownLatch(1)

    override fun followGists(request: FollowGistsRequest, observer: StreamObserver<FollowGistsResponse>) {
      (observer as ServerCallStreamObserver<FollowGistsResponse>).setOnCancelHandler { cancelled.countDown() }
      for (position in 1L..3L) {
        observer.onNext(
          FollowGistsResponse.newBuilder()
            .setPosition(position)
            .setGist(StoredGist.newBuilder().setName("sources/cam/gists/$position"))
            .build()
        )
      }
    }
  }
}
