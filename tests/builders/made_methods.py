"""What methods are told of a run that was never made: its settings, and versions that jobs
noted."""

CHEMINS = {"title": "chemins: a title", "authors": ["Ada Lovelace", "A group"], "version": "7.8.9",
           "year": "2031"}  # fmt: skip
SETTINGS = {
    "chemins": CHEMINS,
    "dataset": "mnist-sample",
    "unseen_dataset": None,
    "per_digit": 21,
    "test_per_digit": 11,
    "seed": 9876,
    "network": {"kind": "dense", "hidden": [33, 65]},
    "training": {
        "loss": "categorical_crossentropy", "optimizer": "rmsprop", "learning_rate": 0.003,
        "batch_size": 14, "epochs": 17,
    },
    "clustering": {"k": "silhouette", "k_min": 3, "k_max": 12, "n_init": 6, "fit_on": "train",
                   "silhouette_limit": 5000, "fit_limit": 6000},
    "umap": {"n_neighbors": 13, "min_dist": 0.25, "fit_limit": 7000, "metric": "cosine"},
}  # fmt: skip
TRAINING = {"epochs": 17, "converged": False, "fall": 0.31, "longer": None}
VERSIONS = {
    "keras": ["3.1"], "tensorflow": ["2.2"], "scikit-learn": ["1.3"], "umap-learn": ["0.4"],
    "numpy": ["2.5", "2.6"],
}  # fmt: skip
