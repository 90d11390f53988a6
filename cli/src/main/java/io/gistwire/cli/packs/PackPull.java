package io.gistwire.cli.packs;

import com.google.protobuf.ByteString;
import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Reason;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.GistwireException;
import io.gistwire.client.calls.ResultStream;
import io.gistwire.codec.digest.Hex;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.repository.InstalledPack;
import io.gistwire.models.repository.PackDownload;
import io.gistwire.models.repository.PackRepository;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.Pack;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** Downloads a pack from a server into a repository. */
final class PackPull {
  private static final String KEPT = "What was received is kept: try again.";

  private final GistwireClient client;
  private final PackRepository repository;

  PackPull(GistwireClient client, PackRepository repository) {
    this.client = client;
    this.repository = repository;
  }

  InstalledPack pull(String name) throws InterruptedException {
    try {
      Pack pack = client.packs().get(name).get();
      String sum = Hex.of(pack.getDeviceSha256().toByteArray());
      try (PackDownload download = repository.download(sum, pack.getDeviceSizeBytes())) {
        if (!download.isComplete()) {
          receive(pack, download);
        }
        return download.finish();
      }
    } catch (ExecutionException refused) {
      throw failed(Objects.requireNonNull(refused.getCause()));
    } catch (PackException | GistwireException broken) {
      throw failed(broken);
    }
  }

  private void receive(Pack pack, PackDownload download) throws PackException {
    DownloadPackRequest request =
        DownloadPackRequest.newBuilder()
            .setName(pack.getName())
            .setOffsetBytes(download.receivedBytes())
            .setExpectedSha256(pack.getDeviceSha256())
            .build();
    try (Progress progress = Progress.start("Downloading", pack.getDeviceSizeBytes());
        ResultStream<DownloadPackResponse> pieces = client.packs().download(request)) {
      while (pieces.hasNext()) {
        DownloadPackResponse piece = pieces.next();
        ByteString data = piece.getData();
        download.add(piece.getOffsetBytes(), data.asReadOnlyByteBuffer());
        progress.at(download.receivedBytes());
      }
    }
  }

  private static CommandException failed(Throwable cause) {
    if (cause instanceof GistwireException failure) {
      String advice = ServerFailures.advice(failure);
      return new CommandException(
          ServerFailures.problem(failure),
          (advice.isEmpty() ? "" : advice + " ") + KEPT,
          1,
          failure);
    }
    return new CommandException(Reason.of(cause), KEPT, 1, cause);
  }
}
