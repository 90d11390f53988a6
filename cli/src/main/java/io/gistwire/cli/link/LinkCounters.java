package io.gistwire.cli.link;

/**
 * What a link has carried so far.
 *
 * @param upPayloadBytes bytes of TCP payload from client to server
 * @param downPayloadBytes bytes of TCP payload from server to client
 * @param upIpBytes the same direction at IP level: headers, acknowledgements, retransmissions
 * @param downIpBytes the other direction at IP level
 * @param lostPackets packets that were lost and sent again, both directions
 * @param connections connections made through the link
 */
public record LinkCounters(
    long upPayloadBytes,
    long downPayloadBytes,
    long upIpBytes,
    long downIpBytes,
    long lostPackets,
    int connections) {}
