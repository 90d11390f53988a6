package io.gistwire.server.contract;

import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStoreContractTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit of the tokens fails on each store that breaks a promise. */
class BrokenTokenStoreTest {
  private static Object kitOver(UnaryOperator<TokenStore> breaking) {
    return new SqliteTokenStoreContractTest() {
      @Override
      protected TokenStore open() throws Exception {
        return breaking.apply(super.open());
      }
    };
  }

  private static TokenRecord unnamed(TokenRecord token) {
    return new TokenRecord(
        token.name(),
        token.tenant(),
        token.sources(),
        token.permissions(),
        "",
        token.createMillis(),
        token.expireMillis(),
        token.revokeMillis());
  }

  private static Broken.Answer remembering() {
    Map<Object, Object> found = new HashMap<>();
    return call -> {
      Optional<?> caller = (Optional<?>) call.proceed();
      caller.ifPresent(one -> found.put(call.argument(0), one));
      return Optional.ofNullable(found.get(call.argument(0)));
    };
  }

  @TestFactory
  Stream<DynamicTest> the_kit_catches_every_broken_store() {
    return new Mutants<>(TokenStoreContract.class, TokenStore.class, BrokenTokenStoreTest::kitOver)
        .add("a_new_store_has_no_token", "a new store is not empty", "isEmpty", call -> false)
        .add(
            "a_caller_is_found_by_the_secret_of_its_token_at_once",
            "any secret will do",
            "find",
            call -> {
              TokenStore store = (TokenStore) call.engine();
              return store.list(token -> true, "", 1).stream()
                  .findFirst()
                  .map(TokenRecord::toCaller);
            })
        .add(
            "a_caller_is_found_by_the_secret_of_its_token_at_once",
            "a caller has every source",
            "find",
            call ->
                ((Optional<?>) call.proceed())
                    .map(one -> (Caller) one)
                    .map(
                        one ->
                            new Caller(
                                one.tenant(), one.token(), one.permissions(), java.util.List.of())))
        .add(
            "a_token_stays_as_it_was_made_after_reopening",
            "the name that is shown is lost",
            "get",
            call -> ((Optional<?>) call.proceed()).map(token -> unnamed((TokenRecord) token)))
        .add(
            "secrets_and_names_are_each_new_and_tell_nothing_of_each_other",
            "all tokens have one secret",
            "make",
            call -> {
              TokenStore.Made made = (TokenStore.Made) call.proceed();
              return new TokenStore.Made(made.token(), "gw_" + "0".repeat(43));
            })
        .add(
            "an_expired_token_finds_no_caller_and_is_listed",
            "tokens do not expire",
            "find",
            call -> call.proceedWith(call.argument(0), 0L))
        .add(
            "a_revoked_token_is_void_at_once_and_after_reopening",
            "a revoked token is remembered",
            "find",
            remembering())
        .add(
            "a_revoked_token_is_void_at_once_and_after_reopening",
            "a caller stays good when its token is revoked",
            "isGood",
            call -> true)
        .add(
            "a_second_revocation_keeps_the_time_of_the_first",
            "a second revocation has its own time",
            "revoke",
            call ->
                ((Optional<?>) call.proceed())
                    .map(token -> ((TokenRecord) token).revokedAt(System.nanoTime())))
        .add(
            "a_caller_is_good_only_with_what_its_token_gives",
            "what a token gives is not compared",
            "isGood",
            call -> ((TokenStore) call.engine()).get(call.<Caller>argument(0).token()).isPresent())
        .add(
            "tokens_are_listed_by_name_in_pages_of_those_that_are_wanted",
            "every page begins anew",
            "list",
            call -> call.proceedWith(call.argument(0), "", call.argument(2)))
        .add(
            "tokens_are_listed_by_name_in_pages_of_those_that_are_wanted",
            "tokens of all tenants are counted",
            "count",
            call -> (long) ((TokenStore) call.engine()).list(token -> true, "", 1000).size())
        .add(
            "tokens_are_forgotten_long_after_their_end_and_not_before",
            "no token is ever forgotten",
            "forgetEnded",
            call -> null)
        .add(
            "tokens_are_forgotten_long_after_their_end_and_not_before",
            "a token is forgotten when it ends",
            "forgetEnded",
            call -> call.proceedWith(call.<Long>argument(0) + TokenStore.ENDED_MILLIS))
        .tests();
  }
}
