package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's lines of Java, compiled and run as they are. */
class ReadmeJavaTest {
  private static final Path README = Path.of("").toAbsolutePath().getParent().resolve("README.md");

  @TempDir private Path classes;

  @Test
  void the_lines_of_java_in_the_readme_compile_as_they_stand() throws Exception {
    Matcher block = Pattern.compile("(?s)```java\\n(.*?)```").matcher(Files.readString(README));
    assertTrue(block.find(), "README.md has no block of Java");
    String source = block.group(1);
    assertEquals("", compile(source), source);
    String printed = run(compiledWithPort(source, closedPort()));
    assertTrue(printed.contains("refuses connections"), printed);
    assertTrue(printed.contains("it is in the outbox"), printed);
  }

  private String compiledWithPort(String source, int port) {
    String changed = source.replace("localhost:9000", "localhost:" + port);
    assertEquals("", compile(changed), changed);
    return "Example";
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What the example prints until it returns. */
  private String run(String name) throws Exception {
    Path photo = classes.resolve("photo.png");
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Constructor<?> made = loader.loadClass(name).getDeclaredConstructor();
      made.setAccessible(true);
      Object example = made.newInstance();
      Method run = example.getClass().getDeclaredMethod("run", Path.class, Path.class);
      run.setAccessible(true);
      run.invoke(example, classes.resolve("outbox"), photo);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** What the compiler has to say; nothing when all is well. */
  private String compile(String source) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
    compiler.getTask(said, null, null, options, null, List.of(file)).call();
    return said.toString();
  }
}
