#!/usr/bin/env python3
"""hnswlib and faiss on the vectors and queries of prepare_vectors.py, one thread each.

The vectors are the decoded codes, of length 1; truth is the exact top 10 by inner product. For every
rival the cheapest setting with recall@10 of at least 0.95 is reported; `--json` prints the figures.
"""
import argparse
import json
import pathlib
import time

import numpy as np

from prepare_vectors import read_codebooks


def decode(books, codes):
    """Unit vectors float32 [n, D] of codes uint8 [n, stages]."""
    x = books[0][codes[:, 0]]
    for stage in range(1, len(books)):
        x = x + books[stage][codes[:, stage]]
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def truth(x, queries):
    """Exact top 10 of each query, int64 [q, 10]."""
    best = []
    for query in np.array_split(queries, max(1, len(queries) // 50)):
        scores = query @ x.T
        top = np.argpartition(-scores, 10, axis=1)[:, :10]
        best.append(top)
    return np.concatenate(best)


def measure(search, queries, exact):
    """Recall@10, p50 and p99 in milliseconds, queries per second; one query at a time.

    Times are the processor's, so that other programs on the machine do not lengthen them.
    """
    hits, times = 0, []
    for query, right in zip(queries, exact):
        begin = time.process_time()
        found = search(query[None])
        times.append((time.process_time() - begin) * 1000)
        hits += len(np.intersect1d(found, right))
    times = np.array(times)
    return hits / exact.size, float(np.percentile(times, 50)), float(np.percentile(times, 99)), 1000 / times.mean()


def run_hnswlib(x, queries, exact, m, build):
    import hnswlib

    index = hnswlib.Index(space="ip", dim=x.shape[1])
    begin = time.process_time()
    index.init_index(max_elements=len(x), M=m, ef_construction=build, random_seed=1)
    index.set_num_threads(1)
    for first in range(0, len(x), 50_000):
        index.add_items(x[first : first + 50_000], num_threads=1)
        print(f"hnswlib: {first} of {len(x)}, {time.process_time() - begin:.0f} s", flush=True)
    yield "build", time.process_time() - begin
    for ef in (10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512):
        index.set_ef(ef)
        yield ef, measure(lambda q: index.knn_query(q, k=10, num_threads=1)[0], queries, exact)


def run_faiss(x, queries, exact, m, build):
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(x.shape[1], m, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = build
    begin = time.process_time()
    for first in range(0, len(x), 50_000):
        index.add(x[first : first + 50_000])
        print(f"faiss HNSW: {first} of {len(x)}, {time.process_time() - begin:.0f} s", flush=True)
    yield "build", time.process_time() - begin
    for ef in (10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512):
        index.hnsw.efSearch = ef
        yield ef, measure(lambda q: index.search(q, 10)[1], queries, exact)


def run_faiss_ivf(x, queries, exact, lists):
    import faiss

    faiss.omp_set_num_threads(1)
    quantizer = faiss.IndexFlatIP(x.shape[1])
    index = faiss.IndexIVFFlat(quantizer, x.shape[1], lists, faiss.METRIC_INNER_PRODUCT)
    begin = time.process_time()
    index.train(x[:: max(1, len(x) // (40 * lists))])
    index.add(x)
    yield "build", time.process_time() - begin
    for probes in (1, 2, 4, 8, 12, 16, 24, 32, 48, 64):
        index.nprobe = probes
        yield probes, measure(lambda q: index.search(q, 10)[1], queries, exact)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=pathlib.Path, required=True, help="folder of prepare_vectors.py")
    arguments.add_argument("--count", type=int, default=1_000_000, help="codes used, from the beginning")
    arguments.add_argument("--queries", type=int, default=1000)
    arguments.add_argument("--rivals", nargs="+", default=["hnswlib", "faiss-hnsw", "faiss-ivf"])
    arguments.add_argument("--m", type=int, default=16)
    arguments.add_argument("--build", type=int, default=100, help="efConstruction")
    arguments.add_argument("--json", type=pathlib.Path)
    options = arguments.parse_args()
    books = read_codebooks(options.data / "codebooks.bin").numpy()
    codes = np.fromfile(options.data / "codes.bin", np.uint8).reshape(-1, len(books))[: options.count]
    queries = np.fromfile(options.data / "queries.f32", "<f4").reshape(-1, books.shape[2])
    queries = queries[np.linspace(0, len(queries) - 1, options.queries).astype(int)]
    x = np.concatenate([decode(books, part) for part in np.array_split(codes, 50)]).astype(np.float32)
    exact = truth(x, queries)
    runs = {
        "hnswlib": lambda: run_hnswlib(x, queries, exact, options.m, options.build),
        "faiss-hnsw": lambda: run_faiss(x, queries, exact, options.m, options.build),
        "faiss-ivf": lambda: run_faiss_ivf(x, queries, exact, 1024),
    }
    figures = []
    for name in options.rivals:
        reached = False
        for setting, value in runs[name]():
            if setting == "build":
                print(f"{name}: built in {value:.1f} s", flush=True)
                figures.append({"rival": name, "name": "build_seconds", "value": round(value, 1)})
                continue
            recall, p50, p99, rate = value
            print(f"{name} {setting}: recall {recall:.4f} p50 {p50:.3f} ms p99 {p99:.3f} ms {rate:.0f}/s", flush=True)
            if recall >= 0.95 and not reached:
                reached = True
                figures += [
                    {"rival": name, "name": "search_recall_at_10", "value": round(recall, 4), "setting": setting},
                    {"rival": name, "name": "search_p50_millis", "value": round(p50, 3)},
                    {"rival": name, "name": "search_p99_millis", "value": round(p99, 3)},
                    {"rival": name, "name": "search_queries_per_s", "value": round(rate, 1)},
                ]
                break
    if options.json:
        options.json.write_text(json.dumps({"count": len(x), "figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
