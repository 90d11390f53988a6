package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link TokenStore} does. */
public abstract class TokenStoreContract {
  private static final Set<Permission> SEND = Set.of(Permission.PERMISSION_SEND);
  private static final OptionalLong NEVER = OptionalLong.empty();

  /** The store under test. */
  protected TokenStore store;

  /**
   * Opens a store: the first time over empty storage that no other test uses, afterwards over what
   * this test has written.
   */
  protected abstract TokenStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen() throws Exception {
    store.close();
    store = open();
  }

  private TokenStore.Made make(String tenant, OptionalLong expireMillis) {
    return store.make(tenant, List.of(), SEND, "", expireMillis);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private List<String> names(String afterName, int limit) {
    return store.list(token -> true, afterName, limit).stream().map(TokenRecord::name).toList();
  }

  @Test
  void a_new_store_has_no_token() {
    assertTrue(store.isEmpty());
    assertEquals(Optional.empty(), store.find("gw_none", now()));
    assertEquals(Optional.empty(), store.get("tokens/none"));
    assertEquals(List.of(), names("", 10));
  }

  @Test
  void a_caller_is_found_by_the_secret_of_its_token_at_once() {
    TokenStore.Made made =
        store.make("acme", List.of("cam-1", "cam-2"), SEND, "two cameras", NEVER);
    Caller caller = store.find(made.secret(), now()).orElseThrow();
    assertEquals("acme", caller.tenant());
    assertEquals(List.of("cam-1", "cam-2"), caller.sources());
    assertEquals(SEND, caller.permissions());
    assertEquals(made.token().name(), caller.token());
    assertFalse(store.isEmpty());
    assertEquals(Optional.empty(), store.find(made.secret() + "x", now()));
    assertEquals(Optional.empty(), store.find(made.token().name(), now()));
  }

  @Test
  void a_token_stays_as_it_was_made_after_reopening() throws Exception {
    TokenStore.Made made =
        store.make(
            "",
            List.of(),
            Set.of(Permission.PERMISSION_OPERATOR),
            "the operator",
            OptionalLong.of(now() + 1_000_000));
    TokenStore.Made other = make("acme", NEVER);
    reopen();
    assertEquals(Optional.of(made.token()), store.get(made.token().name()));
    assertEquals(Optional.of(other.token()), store.get(other.token().name()));
    Caller operator = store.find(made.secret(), now()).orElseThrow();
    assertEquals(
        Set.of(Permission.PERMISSION_OPERATOR, Permission.PERMISSION_ADMIN),
        operator.permissions());
    assertEquals("acme", store.find(other.secret(), now()).orElseThrow().tenant());
  }

  @Test
  void secrets_and_names_are_each_new_and_tell_nothing_of_each_other() {
    TokenStore.Made first = make("acme", NEVER);
    TokenStore.Made second = make("acme", NEVER);
    assertNotEquals(first.secret(), second.secret());
    assertNotEquals(first.token().name(), second.token().name());
    assertTrue(first.token().name().startsWith("tokens/"), first.token().name());
    assertTrue(first.secret().length() >= 43, "a secret of " + first.secret().length());
    assertFalse(first.token().toString().contains(first.secret()));
  }

  @Test
  void an_expired_token_finds_no_caller_and_is_listed() {
    long end = now() + 500_000;
    TokenStore.Made made = make("acme", OptionalLong.of(end));
    Caller caller = store.find(made.secret(), end - 1).orElseThrow();
    assertTrue(store.isGood(caller, end - 1));
    assertEquals(Optional.empty(), store.find(made.secret(), end));
    assertFalse(store.isGood(caller, end));
    assertEquals(List.of(made.token().name()), names("", 10));
  }

  @Test
  void a_revoked_token_is_void_at_once_and_after_reopening() throws Exception {
    TokenStore.Made made = make("acme", NEVER);
    Caller caller = store.find(made.secret(), now()).orElseThrow();
    TokenRecord revoked = store.revoke(made.token().name()).orElseThrow();
    assertTrue(Math.abs(revoked.revokeMillis().orElseThrow() - now()) < 60_000);
    for (int i = 0; i < 2; i++) {
      assertEquals(Optional.empty(), store.find(made.secret(), now()));
      assertFalse(store.isGood(caller, now()));
      assertEquals(Optional.of(revoked), store.get(made.token().name()));
      reopen();
    }
  }

  @Test
  void a_second_revocation_keeps_the_time_of_the_first() throws Exception {
    TokenStore.Made made = make("acme", NEVER);
    TokenRecord first = store.revoke(made.token().name()).orElseThrow();
    Thread.sleep(5);
    assertEquals(Optional.of(first), store.revoke(made.token().name()));
    assertEquals(Optional.empty(), store.revoke("tokens/none"));
  }

  @Test
  void a_caller_is_good_only_with_what_its_token_gives() {
    TokenStore.Made made = store.make("acme", List.of("cam-1"), SEND, "", NEVER);
    Caller caller = store.find(made.secret(), now()).orElseThrow();
    assertTrue(store.isGood(caller, now()));
    Caller wider = new Caller("acme", caller.token(), caller.permissions(), List.of());
    assertFalse(store.isGood(wider, now()));
    Caller unknown = new Caller("acme", "tokens/none", caller.permissions(), List.of("cam-1"));
    assertFalse(store.isGood(unknown, now()));
  }

  @Test
  void tokens_are_listed_by_name_in_pages_of_those_that_are_wanted() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(make(i % 3 == 0 ? "other" : "acme", NEVER).token().name());
    }
    all.sort(null);
    assertEquals(all, names("", 100));
    assertEquals(all.subList(0, 7), names("", 7));
    assertEquals(all.subList(7, 14), names(all.get(6), 7));
    assertEquals(10, store.list(token -> token.tenant().equals("other"), "", 100).size());
    assertEquals(20, store.count("acme"));
    assertEquals(10, store.count("other"));
    assertEquals(0, store.count("nobody"));
  }

  @Test
  void tokens_are_forgotten_long_after_their_end_and_not_before() throws Exception {
    long end = now() + 1_000;
    TokenStore.Made ended = make("acme", OptionalLong.of(end));
    TokenStore.Made good = make("acme", NEVER);
    store.forgetEnded(end + TokenStore.ENDED_MILLIS);
    assertEquals(2, store.count("acme"));
    store.forgetEnded(end + TokenStore.ENDED_MILLIS + 1);
    assertEquals(Optional.empty(), store.get(ended.token().name()));
    assertEquals(1, store.count("acme"));
    reopen();
    assertEquals(List.of(good.token().name()), names("", 10));
  }
}
