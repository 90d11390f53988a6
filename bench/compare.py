#!/usr/bin/env python3
"""Measures Faiss and the Java codec side by side: same codebooks, one thread, one vector at a time, equal beam.

Steps (all by default):
  --prepare   trains a residual quantiser 16 x 256 on vectors (Faiss), rounds its codebooks to Q14 and writes
              codebooks.bin, vectors.f32 (float32 [n, D]) and codes.u8 (uint8 [1,000,000, 16]) to the work folder
  --faiss     times Faiss on them with the rounded codebooks
  --java      times the Java benchmarks on them (bench/run jmh, which builds them)

Times are the fastest and the median of many single calls: on a machine that does other things the fastest is the
one to compare. The table's ratio is Faiss's time over ours, above 1 where we are faster.
"""
import argparse, json, os, pathlib, platform, struct, subprocess, sys, time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
CODES = 1_000_000
M, K = 16, 256


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, default=HERE / "target" / "compare", help="work folder")
    parser.add_argument("--vectors", type=pathlib.Path, help="float array [n, D] in a .npy, or key 'vectors' of a .npz; "
                        "without it vectors of a mixture are made from a seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="also write the figures as JSON")
    for step in ("prepare", "faiss", "java"):
        parser.add_argument("--" + step, action="store_true")
    args = parser.parse_args()
    every = not (args.prepare or args.faiss or args.java)
    args.work.mkdir(parents=True, exist_ok=True)
    if every or args.prepare:
        prepare(args)
    results = {}
    if every or args.faiss:
        results["faiss"] = time_faiss(args)
    if every or args.java:
        results["java"] = time_java(args)
    report(results, args)


def load_vectors(args):
    """Unit vectors, float32 [n, 256]."""
    if args.vectors:
        data = np.load(args.vectors)
        x = np.asarray(data["vectors"] if hasattr(data, "files") else data, dtype=np.float32)
    else:
        rng = np.random.default_rng(args.seed)
        basis = rng.normal(size=(96, 256)).astype(np.float32)
        centres = rng.normal(size=(200, 96)) * np.geomspace(1, 0.05, 96)
        x = (centres[rng.integers(0, 200, 8000)] + 0.5 * rng.normal(size=(8000, 96)) * np.geomspace(1, 0.05, 96)) @ basis
        x = x.astype(np.float32)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def quantiser(faiss, dimension, beam):
    rq = faiss.ResidualQuantizer(dimension, M, 8)
    rq.max_beam_size = beam
    return rq


def prepare(args):
    import faiss
    x = load_vectors(args)
    train, held = x[: len(x) - 500], x[-500:]
    rq = quantiser(faiss, x.shape[1], 4)
    rq.verbose = False
    rq.train(np.ascontiguousarray(train))
    books = faiss.vector_to_array(rq.codebooks).reshape(M, K, -1)
    rounded = np.clip(np.rint(books * 16384), -32767, 32767).astype("<i2")
    header = b"GWCB" + bytes([1, 1, 0, 0]) + struct.pack("<4H", M, K, x.shape[1], x.shape[1])
    (args.work / "codebooks.bin").write_bytes(header + rounded.tobytes())
    held.astype("<f4").tofile(args.work / "vectors.f32")
    rq = with_books(faiss, rounded, 1)
    rng = np.random.default_rng(args.seed)
    noisy = train[rng.integers(0, len(train), 100_000)]
    noisy = noisy + 0.25 * rng.normal(size=noisy.shape).astype(np.float32) / np.sqrt(x.shape[1])
    codes = rq.compute_codes(np.ascontiguousarray(noisy, dtype=np.float32))
    codes = np.concatenate([codes] * (CODES // len(codes)))
    change = rng.integers(0, M, CODES)  # no two copies alike
    codes[np.arange(CODES), change] = rng.integers(0, K, CODES)
    codes.tofile(args.work / "codes.u8")
    print(f"prepared {args.work}: {len(train)} training vectors, {len(held)} held out, {CODES} codes", flush=True)


def with_books(faiss, rounded, beam):
    """A Faiss residual quantiser with exactly our Q14 codebooks."""
    dimension = rounded.shape[2]
    rq = quantiser(faiss, dimension, beam)
    rq.train_type = faiss.ResidualQuantizer.Skip_codebook_tables
    books = np.ascontiguousarray(rounded.astype(np.float32) / 16384)
    faiss.copy_array_to_vector(books.ravel(), rq.codebooks)
    rq.is_trained = True
    rq.compute_codebook_tables()
    return rq


def read_books(args):
    raw = (args.work / "codebooks.bin").read_bytes()
    m, k, dimension, _ = struct.unpack("<4H", raw[8:16])
    return np.frombuffer(raw, "<i2", offset=16).reshape(m, k, dimension)


def measure(call, inputs, seconds=4.0):
    """Fastest and median wall time of one call, microseconds."""
    times, end = [], time.perf_counter() + seconds
    for warm in range(3):
        call(inputs[warm % len(inputs)])
    while time.perf_counter() < end or len(times) < 5:
        item = inputs[len(times) % len(inputs)]
        start = time.perf_counter_ns()
        call(item)
        times.append((time.perf_counter_ns() - start) / 1000)
    return {"fastest": float(np.min(times)), "median": float(np.median(times)), "calls": len(times)}


def time_faiss(args):
    import faiss
    faiss.omp_set_num_threads(1)
    books = read_books(args)
    x = np.fromfile(args.work / "vectors.f32", "<f4").reshape(-1, books.shape[2])
    rows = [np.ascontiguousarray(x[i : i + 1]) for i in range(len(x))]
    codes = np.fromfile(args.work / "codes.u8", np.uint8).reshape(-1, M)
    out = {}
    for beam in (1, 5, 8, 16):
        best = None
        for lut in (0, 1):
            rq = with_books(faiss, books, beam)
            rq.use_beam_LUT = lut
            timing = measure(rq.compute_codes, rows)
            best = timing if best is None or timing["fastest"] < best["fastest"] else best
        out[f"encode beam {beam}"] = best
        error = float(((rq.decode(rq.compute_codes(x)) - x) ** 2).sum(1).mean())
        out[f"encode beam {beam}"]["error"] = error
        out[f"encode beam {beam}, batch of 500"] = per_item(measure(rq.compute_codes, [x], 2.0), len(x))
    single = [np.ascontiguousarray(codes[i : i + 1]) for i in range(2000)]
    out["decode"] = measure(rq.decode, single, 2.0)
    out["decode, batch of 2000"] = per_item(measure(rq.decode, [np.ascontiguousarray(codes[:2000])], 2.0), 2000)
    out.update(time_faiss_scan(faiss, books, x, codes))
    return out


def per_item(timing, count):
    return {"fastest": timing["fastest"] / count, "median": timing["median"] / count, "calls": timing["calls"]}


def time_faiss_scan(faiss, books, x, codes):
    """Two rivals: the index of this quantiser, and a product-quantiser index, which does the same 16 lookups a code
    (of a table that is cheaper to make, and without norms)."""
    dimension = books.shape[2]
    index = faiss.IndexResidualQuantizer(dimension, M, 8, faiss.METRIC_INNER_PRODUCT, faiss.AdditiveQuantizer.ST_LUT_nonorm)
    index.rq.train_type = faiss.ResidualQuantizer.Skip_codebook_tables
    faiss.copy_array_to_vector(np.ascontiguousarray(books.astype(np.float32) / 16384).ravel(), index.rq.codebooks)
    index.rq.is_trained = True
    index.is_trained = True
    index.add_sa_codes(codes)
    rows = [np.ascontiguousarray(x[i : i + 1]) for i in range(50)]
    out = {"scan (residual index)": measure(lambda q: index.search(q, 10), rows)}
    pq = faiss.IndexPQ(dimension, M, 8, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(np.random.default_rng(1).normal(size=M * K * dimension // M).astype(np.float32), pq.pq.centroids)
    pq.is_trained = True
    pq.add_sa_codes(codes)
    out["scan (product index)"] = measure(lambda q: pq.search(q, 10), rows)
    return out


def time_java(args):
    result = args.work / "jmh.json"
    command = [str(HERE / "run"), "jmh", "EmbeddingBench|ScanBench", "-jvmArgsAppend",
               f"-Dgistwire.bench.folder={args.work}", "-rf", "json", "-rff", str(result)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    out = {}
    for run in json.loads(result.read_text()):
        name = run["benchmark"].split(".")[-1]
        beam = run.get("params", {}).get("beam")
        metric = run["primaryMetric"]
        scale = {"us/op": 1.0, "ms/op": 1000.0}[metric["scoreUnit"]]
        percentiles = metric["scorePercentiles"]
        out[name + (f" beam {beam}" if beam else "")] = {
            "fastest": percentiles["0.0"] * scale, "median": percentiles["50.0"] * scale}
    return out


def report(results, args):
    pairs = [(f"encode beam {b}", f"encode beam {b}") for b in (1, 5, 8, 16)]
    pairs += [("decode", "decode"), ("scan", "scan (residual index)"), ("scan", "scan (product index)")]
    java, rival = results.get("java", {}), results.get("faiss", {})
    print(f"{'microseconds':34} {'ours min':>10} {'median':>10} {'faiss min':>10} {'median':>10} {'ratio min':>10} {'median':>8}")
    figures = []
    for ours, theirs in pairs:
        a, b = java.get(ours), rival.get(theirs)
        if a and b:
            ratios = b["fastest"] / a["fastest"], b["median"] / a["median"]
            print(f"{theirs:34} {a['fastest']:10.2f} {a['median']:10.2f} {b['fastest']:10.2f} {b['median']:10.2f} "
                  f"{ratios[0]:10.2f} {ratios[1]:8.2f}")
            figures.append((theirs, a, b, min(ratios)))  # the less flattering one
    for name, timing in list(java.items()) + [("faiss " + k, v) for k, v in rival.items() if "batch" in k]:
        print(f"{name:34} {timing['fastest']:10.2f} {timing['median']:10.2f}")
    if args.json:
        args.json.write_text(json.dumps(as_json(figures, java), indent=1) + "\n")


def as_json(figures, java):
    commit = subprocess.run(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    names = {"encode beam 8": "rq_encode_per_s", "decode": "rq_decode_per_s", "scan (product index)": "scan_codes_per_s"}
    goals = {"encode beam 8": 500, "decode": None, "scan (product index)": 40e6}
    out = []
    for theirs, a, b, ratio in figures:
        if theirs in names:
            count = CODES if "scan" in theirs else 1
            out.append({"name": names[theirs], "value": round(count * 1e6 / a["fastest"]), "unit": "1/s", "goal": goals[theirs],
                        "better": "higher", "rival": "faiss-cpu", "ratio": round(ratio, 2)})
    return {"bench": "codec", "host": platform.processor() or platform.machine(), "commit": commit, "figures": out}


if __name__ == "__main__":
    main()
