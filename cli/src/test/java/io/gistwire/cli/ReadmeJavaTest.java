package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeJavaTest {
  private static final Path README = Path.of("").toAbsolutePath().getParent().resolve("README.md");

  @TempDir private Path classes;

  @Test
  void the_lines_of_java_in_the_readme_compile_as_they_stand() throws Exception {
    Matcher block = Pattern.compile("(?s)```java\\n(.*?)```").matcher(Files.readString(README));
    assertTrue(block.find(), "README.md has no block of Java");
    String source =
        "import io.gistwire.client.*;\nimport io.gistwire.models.*;\nimport java.nio.file.*;\n"
            + "class Example {\n  void run(Path folder, Path photo) throws Exception {\n"
            + block.group(1)
            + "  }\n}\n";
    assertEquals("", compile(source), source);
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
