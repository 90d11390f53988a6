package io.gistwire.server.packs;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.models.ModelPack;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.admission.PhotoMemory;
import io.gistwire.server.refusal.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All packs that are served, the current one first. Thread-safe. */
public final class ServedPacks implements AutoCloseable {
  private final Map<CodeFingerprint, ServedPack> packs = new LinkedHashMap<>();
  private final Map<CodeFingerprint, GistRules> rules = new LinkedHashMap<>();

  private ServedPacks() {}

  /**
   * Loads packs.
   *
   * @param paths folders or zips, the current pack first; none means the packs on the class path
   * @param storedOnly fingerprints whose gists are stored although no pack can read them
   * @throws PackException when one cannot be used, or two have the same fingerprint
   */
  public static ServedPacks load(List<Path> paths, List<CodeFingerprint> storedOnly)
      throws PackException {
    return load(paths, storedOnly, PhotoMemory.unbounded());
  }

  /**
   * As the other, with bounds for photos that are encoded here.
   *
   * @param photos shared by all packs
   */
  public static ServedPacks load(
      List<Path> paths, List<CodeFingerprint> storedOnly, PhotoMemory photos) throws PackException {
    ServedPacks served = new ServedPacks();
    if (paths.isEmpty()) {
      for (String name : ModelPack.bundledNames()) {
        served.add(ModelPack.bundled(name, EngineOptions.defaults()), photos);
      }
    }
    for (Path path : paths) {
      served.add(ModelPack.load(path), photos);
    }
    storedOnly.forEach(code -> served.rules.putIfAbsent(code, GistRules.widest()));
    return served;
  }

  /** No pack at all: gists of these fingerprints are stored, and no one here can read them. */
  public static ServedPacks storedOnly(List<CodeFingerprint> codes) {
    ServedPacks served = new ServedPacks();
    codes.forEach(code -> served.rules.put(code, GistRules.widest()));
    return served;
  }

  private void add(ModelPack model, PhotoMemory photos) throws PackException {
    ServedPack pack = new ServedPack(model, photos);
    ServedPack other = packs.putIfAbsent(pack.fingerprint(), pack);
    if (other != null) {
      pack.close();
      throw new PackException(
          "packs "
              + other.model().location()
              + " and "
              + model.location()
              + " have the same code fingerprint "
              + pack.fingerprint()
              + "; serve one of them");
    }
    rules.put(pack.fingerprint(), pack.rules());
  }

  /** The packs, the current one first; unmodifiable. */
  public List<ServedPack> all() {
    return List.copyOf(packs.values());
  }

  /** The pack that is used where a request names none. */
  public Optional<ServedPack> current() {
    return packs.values().stream().findFirst();
  }

  /** The pack of this fingerprint. */
  public Optional<ServedPack> find(CodeFingerprint fingerprint) {
    return Optional.ofNullable(packs.get(fingerprint));
  }

  /**
   * What gists of this fingerprint may be.
   *
   * @throws Refusal {@code FINGERPRINT_UNKNOWN} when it is not served
   */
  public GistRules requireRules(CodeFingerprint fingerprint) {
    GistRules found = rules.get(fingerprint);
    if (found == null) {
      String served =
          rules.keySet().stream().map(CodeFingerprint::toString).collect(Collectors.joining(","));
      throw Refusal.of(
              ErrorReason.ERROR_REASON_FINGERPRINT_UNKNOWN,
              "code fingerprint "
                  + fingerprint
                  + " is not served; served are: "
                  + (served.isEmpty() ? "none" : served)
                  + "; encode with a pack of this server")
          .with("fingerprint", fingerprint.toString())
          .withList("served", served);
    }
    return found;
  }

  /**
   * The current pack.
   *
   * @throws Refusal {@code MODEL_MISSING} when none is served
   */
  public ServedPack requireCurrent() {
    return current()
        .orElseThrow(
            () ->
                Refusal.of(
                        ErrorReason.ERROR_REASON_MODEL_MISSING,
                        "this server serves no pack; start it with gistwire.packs=FOLDER")
                    .with("pack", "packs/current"));
  }

  /** Names of all packs, the current one first. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    packs.values().forEach(pack -> names.add(pack.name()));
    return names;
  }

  @Override
  public void close() {
    packs.values().forEach(ServedPack::close);
  }
}
