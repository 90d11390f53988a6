package io.gistwire.server.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookRulesTest {
  private static final HookRules RULES =
      new HookRules(
          List.of("hooks.example.com", "*.corp.example", "localhost:9443", "127.0.0.1:8000"),
          List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com",
        "https://hooks.example.com/a/b?c=d",
        "https://HOOKS.example.com./a",
        "https://a.corp.example/x",
        "https://localhost:9443/x"
      })
  void a_listed_host_is_allowed(String url) {
    assertEquals(Optional.empty(), RULES.fault(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/",
        "https://evil-hooks.example.com/",
        "https://hooks.example.com.evil.example/",
        "https://corp.example/",
        "https://hooks.example.com:8443/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#fragment",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "//hooks.example.com/",
        "https://hooks.example.com:0/",
        "https:///x",
        "not a url",
        ""
      })
  void anything_else_is_refused_with_a_reason(String url) {
    assertFalse(RULES.fault(url).orElse("").isBlank(), url);
  }

  @Test
  void without_listed_hosts_no_webhook_is_allowed() {
    HookRules none = new HookRules(List.of(), List.of("127.0.0.0/8"));
    assertTrue(none.fault("https://hooks.example.com/").orElse("").contains("webhooks.allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1"
      })
  void an_address_of_this_machine_or_a_private_network_is_not_public(String address)
      throws Exception {
    assertFalse(HookRules.isPublic(InetAddress.getByName(address)), address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1"})
  void an_address_of_the_internet_is_public(String address) throws Exception {
    assertTrue(HookRules.isPublic(InetAddress.getByName(address)), address);
  }

  @Test
  void a_listed_name_that_leads_to_this_machine_is_refused_after_the_look_up() {
    String why =
        assertThrows(HookRefusedException.class, () -> RULES.resolve("https://localhost:9443/x"))
            .getMessage();
    assertTrue(why.contains("allow-addresses"), why);
  }

  @Test
  void a_listed_range_is_reached_with_http_too() throws Exception {
    HookRules rules = new HookRules(List.of("127.0.0.1:8000"), List.of("127.0.0.0/8"));
    HookRules.Target target = rules.resolve("http://127.0.0.1:8000/alerts?a=b");
    assertEquals(8000, target.port());
    assertFalse(target.isTls());
    assertEquals("/alerts?a=b", target.path());
  }

  @Test
  void http_over_the_internet_is_refused() {
    HookRules rules = new HookRules(List.of("1.1.1.1"), List.of());
    String why =
        assertThrows(HookRefusedException.class, () -> rules.resolve("http://1.1.1.1/"))
            .getMessage();
    assertTrue(why.contains("https"), why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "example.com", "10.0.0.0/x", "", "10"})
  void a_range_that_is_none_is_named(String range) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(range));
  }
}
