"""What speaks for the K of a layer: what other ways choose, and the same one on other draws."""

from itertools import pairwise


def k_support(measured, layer) -> dict | None:
    """What chemins.clusters.k_evidence found of a layer; None where the config gives K.

    measured: MeasureTable. gap, calinski_harabasz: the K that each chooses; that of the gap
    statistic may be larger where its gap still grew at the last K (`gap_open`).
    resampled: in how many bootstrap samples the silhouette chooses which K, the most frequent
    first. images: how many were clustered again.
    """
    gap = measured.own("k_gap", layer)
    if gap is None:
        return None
    gaps = [value for _, value in sorted(measured.own_toward("gap", layer).items())]
    resampled = measured.own_toward("k_resampled", layer)
    return {
        "gap": int(gap),
        "gap_open": all(low < high for low, high in pairwise(gaps)),
        "calinski_harabasz": int(measured.own("k_calinski_harabasz", layer)),
        "resampled": [
            {"k": k, "samples": int(count)}
            for k, count in sorted(resampled.items(), key=lambda item: (-item[1], item[0]))
        ],
        "images": int(measured.own("k_images", layer)),
    }
