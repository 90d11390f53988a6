package io.gistwire.server.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.auth.AuthMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningRuleTest {
  private static final String SETTING = "quarkus.grpc.server.host";

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "no-such-host.invalid"})
  void beyond_the_loopback_address_a_server_authenticates_its_callers(String host) {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> ListeningRule.check(SETTING, host, AuthMode.NONE, false));
    assertTrue(refused.getMessage().contains(SETTING + "=" + host), refused.getMessage());
    assertTrue(refused.getMessage().contains("gistwire.allow-unauthenticated-network=true"));
    assertDoesNotThrow(() -> ListeningRule.check(SETTING, host, AuthMode.TOKEN, false));
    assertDoesNotThrow(() -> ListeningRule.check(SETTING, host, AuthMode.CERTIFICATE, false));
  }

  @Test
  void an_explicit_setting_opens_it_all_the_same() {
    assertDoesNotThrow(() -> ListeningRule.check(SETTING, "0.0.0.0", AuthMode.NONE, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.9.9.9"})
  void the_loopback_address_needs_no_authentication(String host) {
    assertDoesNotThrow(() -> ListeningRule.check(SETTING, host, AuthMode.NONE, false));
  }
}
