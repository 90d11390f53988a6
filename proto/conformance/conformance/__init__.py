"""A client of gistwire.v1 written by PROTOCOL.md alone. It checks a server; it is also an example of a client."""
