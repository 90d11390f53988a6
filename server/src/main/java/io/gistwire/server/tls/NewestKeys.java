package io.gistwire.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A key manager whose keys are exchanged while it is used. A handshake that has chosen a key gets
 * that one's certificate also when others are used since: aliases carry a number. Thread-safe.
 */
public final class NewestKeys extends X509ExtendedKeyManager {
  private static final char SEPARATOR = ':';

  private volatile Generations generations;

  private record Generations(
      long number, X509ExtendedKeyManager newest, X509ExtendedKeyManager before) {}

  NewestKeys(X509ExtendedKeyManager keys) {
    generations = new Generations(0, keys, keys);
  }

  synchronized void use(X509ExtendedKeyManager keys) {
    generations = new Generations(generations.number() + 1, keys, generations.newest());
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    Generations now = generations;
    return numbered(now, now.newest().chooseEngineServerAlias(type, issuers, engine));
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    Generations now = generations;
    return numbered(now, now.newest().chooseServerAlias(type, issuers, socket));
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    Generations now = generations;
    String[] aliases = now.newest().getServerAliases(type, issuers);
    if (aliases == null) {
      return null;
    }
    String[] numbered = new String[aliases.length];
    for (int i = 0; i < aliases.length; i++) {
      numbered[i] = numbered(now, aliases[i]);
    }
    return numbered;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    X509ExtendedKeyManager keys = of(alias);
    return keys == null ? null : keys.getCertificateChain(plain(alias));
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    X509ExtendedKeyManager keys = of(alias);
    return keys == null ? null : keys.getPrivateKey(plain(alias));
  }

  /** A server has no keys of a client. */
  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }

  private static String numbered(Generations now, String aliasOrNull) {
    return aliasOrNull == null ? null : Long.toString(now.number()) + SEPARATOR + aliasOrNull;
  }

  private X509ExtendedKeyManager of(String alias) {
    Generations now = generations;
    String number = alias.substring(0, Math.max(0, alias.indexOf(SEPARATOR)));
    if (number.equals(Long.toString(now.number()))) {
      return now.newest();
    }
    return number.equals(Long.toString(now.number() - 1)) ? now.before() : null;
  }

  private static String plain(String alias) {
    return alias.substring(alias.indexOf(SEPARATOR) + 1);
  }
}
