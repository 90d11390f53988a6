package io.gistwire.server.packs;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.GetPackResponse;
import io.gistwire.proto.v1.ListPacksRequest;
import io.gistwire.proto.v1.ListPacksResponse;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** {@code gistwire.v1.PackService}. */
public class ServedPackService extends PackServiceGrpc.PackServiceImplBase {
  private static final Permission READ = Permission.PERMISSION_READ;
  private static final String CURRENT = "packs/current";
  private static final int DEFAULT_PAGE = 100;
  private static final int MIN_CHUNK_BYTES = 1024;
  private static final int MAX_CHUNK_BYTES = 1 << 20;
  private static final int DEFAULT_CHUNK_BYTES = 1 << 16;

  private final ServedPacks packs;
  private final PageTokens tokens;
  private final CallExecutor calls;
  private final ExecutorService streams;

  /** The service over these packs. */
  public ServedPackService(
      ServedPacks packs, PageTokens tokens, CallExecutor calls, ExecutorService streams) {
    this.packs = packs;
    this.tokens = tokens;
    this.calls = calls;
    this.streams = streams;
  }

  @Override
  public void listPacks(ListPacksRequest request, StreamObserver<ListPacksResponse> observer) {
    calls.answer(observer, READ, call -> list(call.caller(), request));
  }

  private ListPacksResponse list(Caller caller, ListPacksRequest request) throws Exception {
    int pageSize = PageSize.of(request.getPageSize(), DEFAULT_PAGE);
    ListPacksRequest untokened = request.toBuilder().clearPageToken().build();
    int from =
        request.getPageToken().isEmpty()
            ? 0
            : Integer.parseInt(tokens.open(caller.tenant(), untokened, request.getPageToken()));
    List<ServedPack> all = packs.all();
    int to = Math.min(all.size(), from + pageSize);
    ListPacksResponse.Builder page = ListPacksResponse.newBuilder();
    for (int i = from; i < to; i++) {
      page.addPacks(PackDescriptions.show(all.get(i), i == 0, false));
    }
    if (to < all.size()) {
      page.setNextPageToken(tokens.seal(caller.tenant(), untokened, Integer.toString(to)));
    }
    return page.build();
  }

  @Override
  public void getPack(GetPackRequest request, StreamObserver<GetPackResponse> observer) {
    calls.answer(
        observer,
        READ,
        call -> {
          ServedPack pack = require(request.getName());
          boolean isCurrent = pack == packs.requireCurrent();
          return GetPackResponse.newBuilder()
              .setPack(PackDescriptions.show(pack, isCurrent, true))
              .build();
        });
  }

  private ServedPack require(String name) {
    if (name.equals(CURRENT)) {
      return packs.requireCurrent();
    }
    if (!name.matches("packs/[a-z0-9][a-z0-9-]{0,62}")) {
      throw Refusal.ofField(
          "name", "'" + Refusal.shown(name) + "' is no pack; packs/NAME is, or " + CURRENT);
    }
    return packs.all().stream()
        .filter(pack -> pack.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.ofMissing(name));
  }

  @Override
  public void downloadPack(
      DownloadPackRequest request, StreamObserver<DownloadPackResponse> observer) {
    PacedAnswers.answer(
        observer,
        streams,
        () -> Caller.current().require(READ),
        (caller, answers) -> download(request, answers));
  }

  private void download(DownloadPackRequest request, PacedAnswers<DownloadPackResponse> answers)
      throws Exception {
    DevicePart part = require(request.getName()).devicePart();
    int chunkBytes = chunkBytes(request.getMaxChunkBytes());
    long offset = request.getOffsetBytes();
    checkStart(request, part);
    boolean isFirst = true;
    do {
      byte[] data = part.read(offset, chunkBytes);
      DownloadPackResponse.Builder piece =
          DownloadPackResponse.newBuilder()
              .setOffsetBytes(offset)
              .setData(ByteString.copyFrom(data));
      if (isFirst) {
        piece.setTotalSizeBytes(part.sizeBytes()).setSha256(ByteString.copyFrom(part.sha256()));
        isFirst = false;
      }
      answers.send(piece.build());
      offset += data.length;
    } while (offset < part.sizeBytes());
  }

  private static int chunkBytes(int asked) {
    if (asked == 0) {
      return DEFAULT_CHUNK_BYTES;
    }
    if (asked < MIN_CHUNK_BYTES || asked > MAX_CHUNK_BYTES) {
      throw Refusal.ofField(
          "max_chunk_bytes",
          Integer.toUnsignedString(asked)
              + "; "
              + MIN_CHUNK_BYTES
              + " to "
              + MAX_CHUNK_BYTES
              + " are allowed");
    }
    return asked;
  }

  private static void checkStart(DownloadPackRequest request, DevicePart part) {
    long offset = request.getOffsetBytes();
    if (offset < 0 || offset > part.sizeBytes()) {
      throw Refusal.ofField(
          "offset_bytes",
          Long.toUnsignedString(offset) + "; 0 to " + part.sizeBytes() + " are allowed");
    }
    ByteString expected = request.getExpectedSha256();
    if (!expected.isEmpty() && !expected.equals(ByteString.copyFrom(part.sha256()))) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_ETAG_MISMATCH,
          "the pack has changed since the download began; begin anew at offset 0");
    }
  }
}
