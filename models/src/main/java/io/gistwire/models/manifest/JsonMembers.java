package io.gistwire.models.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Typed reading of one JSON object; every error names the member by its path. */
final class JsonMembers {
  private static final int MAX_LIST = 70_000;

  private final String path;
  private final JsonObject object;
  private final Set<String> read = new HashSet<>();

  JsonMembers(String path, JsonElement element) throws PackException {
    if (!element.isJsonObject()) {
      throw new PackException(path + " is " + kind(element) + "; an object is needed");
    }
    this.path = path;
    this.object = element.getAsJsonObject();
  }

  boolean has(String name) {
    return object.has(name);
  }

  JsonElement element(String name) throws PackException {
    read.add(name);
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      throw new PackException(path + "." + name + " is missing");
    }
    return value;
  }

  JsonMembers object(String name) throws PackException {
    return new JsonMembers(path + "." + name, element(name));
  }

  List<JsonMembers> objects(String name) throws PackException {
    List<JsonMembers> all = new ArrayList<>();
    for (JsonElement item : array(name)) {
      all.add(new JsonMembers(path + "." + name + "[" + all.size() + "]", item));
    }
    return all;
  }

  JsonArray array(String name) throws PackException {
    JsonElement value = element(name);
    if (!value.isJsonArray() || value.getAsJsonArray().size() > MAX_LIST) {
      throw wrong(name, value, "a list of at most " + MAX_LIST + " items");
    }
    return value.getAsJsonArray();
  }

  String string(String name) throws PackException {
    JsonElement value = element(name);
    if (!isString(value)) {
      throw wrong(name, value, "a string");
    }
    return value.getAsString();
  }

  String string(String name, String pattern) throws PackException {
    String value = string(name);
    if (!value.matches(pattern)) {
      throw new PackException(
          path + "." + name + " is \"" + value + "\"; it must match " + pattern);
    }
    return value;
  }

  List<String> strings(String name) throws PackException {
    List<String> all = new ArrayList<>();
    for (JsonElement item : array(name)) {
      if (!isString(item)) {
        throw wrong(name, item, "a list of strings");
      }
      all.add(item.getAsString());
    }
    return all;
  }

  boolean bool(String name) throws PackException {
    JsonElement value = element(name);
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
      throw wrong(name, value, "true or false");
    }
    return value.getAsBoolean();
  }

  boolean bool(String name, boolean otherwise) throws PackException {
    return has(name) ? bool(name) : otherwise;
  }

  int integer(String name, int min, int max) throws PackException {
    return (int) integer(name, (long) min, (long) max);
  }

  int integer(String name, int min, int max, int otherwise) throws PackException {
    return has(name) ? integer(name, min, max) : otherwise;
  }

  long integer(String name, long min, long max) throws PackException {
    JsonElement value = element(name);
    String allowed = "an integer from " + min + " to " + max;
    if (!isNumber(value)) {
      throw wrong(name, value, allowed);
    }
    long number;
    try {
      number = exactLong(value.getAsString());
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(name, value, allowed);
    }
    if (number < min || number > max) {
      throw wrong(name, value, allowed);
    }
    return number;
  }

  double number(String name) throws PackException {
    JsonElement value = element(name);
    if (!isNumber(value) || !Double.isFinite(value.getAsDouble())) {
      throw wrong(name, value, "a finite number");
    }
    return value.getAsDouble();
  }

  List<Float> numbers(String name) throws PackException {
    List<Float> all = new ArrayList<>();
    for (JsonElement item : array(name)) {
      if (!isNumber(item) || !Float.isFinite(item.getAsFloat())) {
        throw wrong(name, item, "a list of finite numbers");
      }
      all.add(item.getAsFloat());
    }
    return all;
  }

  /** A decimal that is in a string, as everywhere inside {@code code}. */
  double decimal(String name) throws PackException {
    return decimal(name, element(name));
  }

  List<Double> decimals(String name) throws PackException {
    List<Double> all = new ArrayList<>();
    for (JsonElement item : array(name)) {
      all.add(decimal(name, item));
    }
    return all;
  }

  private double decimal(String name, JsonElement value) throws PackException {
    if (isString(value) && value.getAsString().matches("-?[0-9]{1,20}(\\.[0-9]{1,30})?")) {
      return Double.parseDouble(value.getAsString());
    }
    throw wrong(name, value, "decimals in strings, such as \"0.5\"");
  }

  /** Refuses members that nothing has asked for. */
  void refuseOthers() throws PackException {
    for (String name : object.keySet()) {
      if (!read.contains(name)) {
        throw new PackException(
            path + "." + name + " is not known to this release; a newer one is needed to read it");
      }
    }
  }

  PackException wrong(String name, JsonElement seen, String allowed) {
    return new PackException(
        path + "." + name + " is " + kind(seen) + "; " + allowed + " is needed");
  }

  String path() {
    return path;
  }

  private static long exactLong(String digits) {
    if (digits.length() > 25) {
      throw new ArithmeticException("too long");
    }
    BigDecimal value = new BigDecimal(digits);
    if (Math.abs((long) value.scale()) > 25) {
      throw new ArithmeticException("too large");
    }
    return value.longValueExact();
  }

  private static boolean isString(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  private static boolean isNumber(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static String kind(JsonElement seen) {
    String text = seen.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
