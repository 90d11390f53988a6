package io.gistwire.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;

/** A document as it was read, with the numbers that a conditional write needs. */
public record StoredDocument(
    String index, String id, JsonNode document, long sequenceNumber, long primaryTerm) {}
