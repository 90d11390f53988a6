#!/usr/bin/env python3
"""Stores a photo, searches it and follows what arrives, with stubs that proto/python-stubs generates.

    proto/python-stubs stubs
    pip install 'grpcio>=1.66' 'protobuf>=5.28'
    PYTHONPATH=stubs python examples/python/app.py localhost:9000 photo.jpg "two parrots"

With a token in GISTWIRE_TOKEN where the server requests one.
"""
import os
import sys
import threading
import uuid

import grpc
from gistwire.v1 import gist_service_pb2, gist_service_pb2_grpc, query_pb2, search_service_pb2, search_service_pb2_grpc

SECONDS = 120


def main(target, photo, text):
    token = os.environ.get("GISTWIRE_TOKEN")
    headers = [("authorization", f"Bearer {token}")] if token else []
    with grpc.insecure_channel(target) as channel:
        gists = gist_service_pb2_grpc.GistServiceStub(channel)
        searches = search_service_pb2_grpc.SearchServiceStub(channel)

        # From position 0 on: what is held first, then what arrives.
        arrivals = gists.FollowGists(gist_service_pb2.FollowGistsRequest(after_position=0), metadata=headers)
        arrived = threading.Event()
        names = []

        def follow():
            try:
                for message in arrivals:
                    if message.HasField("gist"):
                        names.append(message.gist.name)
                        arrived.set()
            except grpc.RpcError as ended:
                if ended.code() != grpc.StatusCode.CANCELLED:
                    raise

        follower = threading.Thread(target=follow)
        follower.start()

        # The same request_id makes the call safe to repeat: a second one gets the first one's answer.
        with open(photo, "rb") as file:
            request = gist_service_pb2.CreateGistRequest(
                parent="sources/python", photo=file.read(), request_id=str(uuid.uuid4())
            )
        created = gists.CreateGist(request, metadata=headers, timeout=SECONDS)
        again = gists.CreateGist(request, metadata=headers, timeout=SECONDS)
        print(f"stored: {created.gist.name}")
        print(f"repeated: {again.gist.name == created.gist.name}")

        query = query_pb2.Query(terms=[query_pb2.QueryTerm(text=text)])
        found = searches.Search(
            search_service_pb2.SearchRequest(query=query, page_size=3), metadata=headers, timeout=SECONDS
        )
        for hit in found.hits:
            print(f"found: {hit.score:.3f} {hit.name} {hit.gist.caption}")

        arrived.wait(SECONDS)
        print(f"arrived: {created.gist.name in names}")
        arrivals.cancel()
        follower.join(SECONDS)

        try:
            gists.GetGist(gist_service_pb2.GetGistRequest(name="x"), metadata=headers, timeout=SECONDS)
        except grpc.RpcError as refused:
            print(f"refused: {refused.code().name}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
