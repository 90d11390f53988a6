package io.gistwire.server.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Random messages by their descriptors. Most values are such as callers send, by the fields' names,
 * so that requests get past the first check; the others are odd ones of the same type.
 */
final class RandomMessages {
  private static final int MAX_DEPTH = 5;
  private static final double SET = 0.5;
  private static final double ODD = 0.15;

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          "x".repeat(300),
          "y".repeat(70_000),
          "\0",
          "\n\r\u2028INFO log line",
          "sources/",
          "sources/../x",
          "watches/-",
          "%s%n{0}",
          "\ud83d\ude00".repeat(50),
          "\"",
          "((((",
          "((dog AND ".repeat(60),
          "dog ".repeat(400),
          "[a TO b]",
          "\u0130".repeat(50),
          "NOT");
  private static final List<String> WORDS =
      List.of("dog", "a red car", "two people at a table", "dog AND (cat OR bird)", "\"red bus\"");
  private static final long[] NUMBERS = {
    0, 1, 2, 3, 5, 10, 16, 100, 255, 1000, 1001, 65_535, 65_536, 1L << 31, (1L << 32) - 1
  };
  private static final long[] ODD_NUMBERS = {
    -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, 253_402_300_800L, -62_135_596_801L
  };
  private static final double[] ODD_REALS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e38, -1e38, 1e-45
  };

  private final RandomGenerator random;
  private final Map<String, List<String>> names;
  private final List<ByteString> fingerprints;
  private final List<ByteString> photos;

  RandomMessages(
      RandomGenerator random,
      Map<String, List<String>> names,
      List<ByteString> fingerprints,
      List<ByteString> photos) {
    this.random = random;
    this.names = names;
    this.fingerprints = fingerprints;
    this.photos = photos;
  }

  /** A message of this type. */
  DynamicMessage of(Descriptor type) {
    return of(type, 0);
  }

  private DynamicMessage of(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isDeep =
          depth >= MAX_DEPTH && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (!isDeep && random.nextDouble() < SET) {
        set(message, field, depth);
      }
    }
    return message.build();
  }

  private void set(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      message.setField(field, value(field, depth));
      return;
    }
    int count = random.nextDouble() < 0.02 ? 1100 : random.nextInt(4);
    if (count > 4 && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      count = 4;
    }
    for (int i = 0; i < count; i++) {
      message.addRepeatedField(field, value(field, depth));
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    boolean odd = random.nextDouble() < ODD;
    return switch (field.getJavaType()) {
      case MESSAGE -> of(field.getMessageType(), depth + 1);
      case ENUM -> choice(field.getEnumType(), odd);
      case STRING -> odd ? pick(ODD_TEXTS) : text(field);
      case BYTE_STRING -> bytes(field, odd);
      case BOOLEAN -> random.nextBoolean();
      case INT -> (int) (odd ? ODD_NUMBERS : NUMBERS)[random.nextInt(odd ? 6 : 15)];
      case LONG -> (odd ? ODD_NUMBERS : NUMBERS)[random.nextInt(odd ? 6 : 15)];
      case FLOAT -> (float) (odd ? ODD_REALS[random.nextInt(7)] : random.nextDouble());
      case DOUBLE -> odd ? ODD_REALS[random.nextInt(7)] : random.nextDouble();
    };
  }

  private Object choice(EnumDescriptor type, boolean odd) {
    return odd
        ? type.findValueByNumberCreatingIfUnknown(random.nextInt(-2, 200))
        : pick(type.getValues());
  }

  private String text(FieldDescriptor field) {
    String message = field.getContainingType().getName();
    List<String> known = names.get(field.getName());
    if (known == null && field.getName().equals("name")) {
      known =
          names.entrySet().stream()
              .filter(entry -> message.contains(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
    }
    return pick(known == null ? WORDS : known);
  }

  private ByteString bytes(FieldDescriptor field, boolean odd) {
    String name = field.getName();
    if (!odd && name.contains("fingerprint")) {
      return pick(fingerprints);
    }
    if (name.equals("photo")) {
      return odd ? mutated(pick(photos)) : pick(photos);
    }
    int[] sizes = odd ? new int[] {0, 1, 7, 9, 17, 64, 257, 5000} : new int[] {4, 8, 16, 16, 16};
    byte[] bytes = new byte[sizes[random.nextInt(sizes.length)]];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** A few bytes changed, some removed or repeated. */
  ByteString mutated(ByteString original) {
    byte[] bytes = original.toByteArray();
    for (int i = 1 + random.nextInt(8); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    ByteString changed = ByteString.copyFrom(bytes);
    int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> changed.substring(0, cut);
      case 1 -> changed.substring(cut);
      case 2 -> changed.concat(changed.substring(cut));
      default -> changed;
    };
  }

  /** Bytes of no message. */
  ByteString noise() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Text as bytes, for what is no protobuf at all. */
  ByteString textNoise() {
    return ByteString.copyFrom(pick(ODD_TEXTS), StandardCharsets.UTF_8);
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
