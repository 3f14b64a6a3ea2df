"""The tables of two networks' comparison, as those of `tables.py`, which writes and reads them."""

import pyarrow as pa

from chemins.results.tables import ROLE, Schema

# Metadata of the answers of an untrained twin: why there are none, and what its weights are.
MISSING, WEIGHTS = "chemins.missing", "chemins.weights"

SIMILARITY = Schema(
    "similarity",
    {
        "network": pa.string(),
        "first_layer": pa.string(),
        "second_layer": pa.string(),
        "images": pa.int32(),
        "cka": pa.float64(),
        "debiased": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
    },
    (),  # trained before untrained, then the layers from the input on
)
MATCHED_FLOWS = Schema(
    "matched_flows",
    {
        "first_layer": pa.string(),
        "second_layer": pa.string(),
        "first_cluster": pa.int32(),
        "second_cluster": pa.int32(),
        "role": ROLE,
        "label": pa.int32(),
        "count": pa.int64(),
        "matched": pa.bool_(),
    },
    (),  # the layers from the input on, then the columns
)
FATES = Schema(
    "fates",
    {
        "sample_id": pa.int32(),
        "label": pa.int32(),
        "role": ROLE,
        "first_role": ROLE,
        "second_role": ROLE,
        "first_prediction": pa.int32(),
        "second_prediction": pa.int32(),
        "first_probability": pa.float32(),
        "second_probability": pa.float32(),
        "first_travels_as": pa.int32(),
        "second_travels_as": pa.int32(),
        "first_committed": pa.string(),
        "second_committed": pa.string(),
        "changed": pa.string(),
    },
    ("sample_id",),
)
