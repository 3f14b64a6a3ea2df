"""silhouettes_by_k against scikit-learn, K = 2 … 10, and against what the machine can do."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from data import load_activations, save_activations
from measure import measured, say, shown, table
from threadpoolctl import threadpool_limits

from chemins.clusters import distance_sums

ROWS = (5_000, 20_000, 70_000, 280_000)
COMPARED = 70_000  # up to so many rows, scikit-learn is waited for
THREADS = 2


def run():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("training a network, clustering its activations")
        measured(save_activations, folder)
        speeds = measured(machine, 64).value
        rows = [row(folder, n, speeds) for n in ROWS]
    flops, roots = speeds
    table(
        f"Exact silhouettes, K = 2 … 10, 64 columns, {THREADS} cores",
        ["rows", "seconds", "peak", "scikit-learn, 9 calls", "ratio", "limit", "share of limit"],
        rows,
    )
    print(f"The limit: n²/2 · 64 multiply-adds at {flops / 1e9:.0f} GFLOP/s and n²/2 square roots ")
    print(f"at {roots / 1e9:.1f} billion a second, both measured in cache on {THREADS} cores.\n")


def row(folder, n, speeds):
    say(f"silhouettes of {n:,} rows")
    ours = measured(own, folder, n, warm=(folder, 5_000))
    limit = n * n / 2 * (2 * 64 / speeds[0] + 1 / speeds[1])
    compared = ["", ""]
    if n <= COMPARED:
        reference = measured(scikit_learn, folder, n)
        check(folder, n, ours.value, reference.value)
        nine = 9 * reference.seconds
        compared = [shown(nine), f"{nine / ours.seconds:.0f}"]
    seconds, peak = shown(ours.seconds), f"{ours.peak:.0f} MB"
    return [f"{n:,}", seconds, peak, *compared, shown(limit), f"{limit / ours.seconds:.0%}"]


def own(folder, n):
    from chemins.clusters.silhouette import silhouettes_by_k

    return silhouettes_by_k(*load_activations(folder, n), threads=THREADS)


def scikit_learn(folder, n):
    """One of nine calls, K = 10."""
    from sklearn.metrics import silhouette_score

    activations, labels = load_activations(folder, n)
    return silhouette_score(activations, labels[10])


def check(folder, n, found, reference):
    """Every sample of every K at 5,000 rows; the mean at K = 10 at more."""
    from sklearn.metrics import silhouette_samples

    # scikit-learn's own float32 distances are good to five digits.
    assert abs(found[10].mean() - reference) < 1e-5, (found[10].mean(), reference)
    if n > ROWS[0]:
        return
    activations, labels = load_activations(folder, n)
    for k in found:
        expected = silhouette_samples(activations.astype(np.float64), labels[k])
        assert abs(found[k] - expected).max() < 1e-4
        assert abs(found[k].mean() - expected.mean()) < 1e-6


def machine(columns):
    """Float32 operations and square roots a second, on THREADS cores, in cache."""
    strip, panel = distance_sums.STRIP, distance_sums.PANEL
    stream = np.random.default_rng(0)
    blocks = [stream.random((strip, panel), dtype=np.float32) for _ in range(THREADS)]
    rows, others = blocks[0][:, :columns].copy(), stream.random((panel, columns), dtype=np.float32)

    def multiply(block):
        for _ in range(2000):
            np.matmul(rows, others.T, out=block)

    def root(block):
        for _ in range(2000):
            np.sqrt(block, out=block)

    count = 2000 * THREADS * strip * panel
    with threadpool_limits(1):
        return 2 * columns * count / timed(multiply, blocks), count / timed(root, blocks)


def timed(function, blocks):
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(function, blocks))
    return time.perf_counter() - start
