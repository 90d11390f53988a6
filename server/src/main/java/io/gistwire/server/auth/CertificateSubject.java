package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who a client certificate is for.
 *
 * @param organisation O of the subject: the tenant
 * @param commonName CN of the subject: the source, or {@code *} for all of the tenant
 */
public record CertificateSubject(String organisation, String commonName) {
  /** Reads a certificate; empty when it has no O or no CN. */
  public static Optional<CertificateSubject> of(X509Certificate certificate) {
    try {
      LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
      String organisation = null;
      String commonName = null;
      for (Rdn part : name.getRdns()) {
        if (part.getType().equalsIgnoreCase("O")) {
          organisation = part.getValue().toString();
        } else if (part.getType().equalsIgnoreCase("CN")) {
          commonName = part.getValue().toString();
        }
      }
      return organisation == null || commonName == null
          ? Optional.empty()
          : Optional.of(new CertificateSubject(organisation, commonName));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  Caller toCaller() {
    List<String> sources = commonName.equals("*") ? List.of() : List.of(commonName);
    return new Caller(
        organisation,
        "certificate " + commonName,
        EnumSet.of(
            Permission.PERMISSION_SEND, Permission.PERMISSION_READ, Permission.PERMISSION_WRITE),
        sources);
  }
}
