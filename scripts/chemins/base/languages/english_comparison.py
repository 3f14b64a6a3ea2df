"""What the comparison of two networks says, in English."""

TEXTS = {
    "compared_title": "# {first} and {second}: the same images in two networks",
    # How alike layers are.
    "compared_layers": "**Which layers are alike?** ",
    "most_alike": "Most like {layer} of {first} is {other} of {second} (CKA {number}{untrained})"
    "{as_alike}.",
    "most_alike_untrained": "; untrained {number}",
    "most_alike_others": "; as alike, as far as these images tell: {layers}",
    "beyond_untrained": "Of {pairs} pairs of layers {more} are more alike than before training, "
    "{less} less; of {open} these images do not tell.{same}",
    "same_start": " Both networks began with the same weights.",
    "compared_alone": "There is no untrained control, since {run} has no untrained twin: {reason}.",
    "held_not_at_hand": "its activations are at hand, but not the network",
    # Clusters.
    "compared_clusters": "**Do their clusters stand for each other?** ",
    "in_matches": "{share} of the test images are in clusters of {layer} of {first} and {other} of "
    "{second}, the hidden layers most alike, that are each other's match (adjusted mutual "
    "information {ami}; 0 is chance).",
    # Images.
    "compared_fates": "**Which images change their fate?** ",
    "fates_test": "Of {images} test images that both have, predicted differently: {predicted}; on "
    "their class's main path in one network only: {strayed}.",
    "fates_unseen": "Of {images} images of which neither was taught the class, predicted "
    "differently: {predicted}.",
    "right_about": "{first} is right about {one} of the test images, {second} about {other}",
    "right_more": "{told}: {run} is right more often, by {points} points{tested}.",
    "right_open": "{told}: whether either is right more often, these images do not tell{tested}.",
    "tested": " (right alone: {first} about {one}, {second} about {other}; McNemar's exact test, "
    "p {p})",
    "p_is": "= {p}",
    "p_below": "< {p}",
    # Another seed.
    "compared_seeds": "**What would another seed change?** ",
    "seeds_paths": "With as many clusters as classes, {share} of the test images have the same "
    "path in both networks, clusters matched; in two networks of the kind of {first} that differ "
    "by their seed and training images it is {of_first}, of {second} {of_second}.",
    "seeds_mean": "{mean} in the mean ({least} to {most})",
    "seeds_alike": " So two networks of the same kind differ as much by that alone.",
    "compared_these": "All of this is about these two networks. Intervals, 95 %, are over images: "
    "other networks of the same kinds may differ by more.",
    # Tables.
    "alike_table": "## How alike the layers are\n\nDebiased linear CKA of {images} test images, in "
    "the rows the layers of {first}, in the columns those of {second}.{untrained} The table "
    "`similarity.parquet` has the intervals.",
    "alike_table_untrained": " In brackets: the same of both networks before training.",
    "clusters_table": "## How far clusters agree\n\nTest images in clusters that are each other's "
    "match, and in brackets the adjusted mutual information of the clusters, at the chosen K.",
    "fates_table": "## Images by their role",
    "changed_table": "## Images that are predicted differently\n\n{shown} of {count}; the table "
    "`fates.parquet` has all.",
    "shared images": "shared images",
    "predicted differently": "predicted differently",
    "main path in one only": "main path in one only",
    "role_test": "test in both",
    "role_train": "train in both",
    "role_unseen": "unseen in both",
    "role_mixed": "not the same in both",
    "said_by": "{run} says",
    # Figures.
    "title_alike": "How alike the layers of two networks are",
    "title_matched": "From one network's clusters to the other's",
    "head_alike": "{first} and {second}: how alike their layers are",
    "head_matched": "{first} and {second}: from cluster to cluster",
    "alike_about": "debiased linear CKA of {images} test images{frames}",
    "alike_frames": "; framed: most like the layer of the row",
    "alike_trained": "trained",
    "alike_untrained": "before training",
    "layers_of": "layers of {run}",
    "matched_about": "{layer} of {first} and {other} of {second}: {images} images that both have. "
    "Outlined, where wide enough: in clusters that are not each other's match; in matches are "
    "{share} of the test images",
    "caption_alike": "{title}. Runs {first} and {second}. Linear centred kernel alignment "
    "(Kornblith, Norouzi, Lee, Hinton 2019) of the layers of {first} (rows) and {second} "
    "(columns), with the unbiased HSIC (Song and others 2012), of the activations of {images} test "
    "images that both have: 1 for the same but for rotation and scale, 0 for nothing in "
    "common.{control}",
    "caption_control": " Beside it, the same of both networks before training.",
    "caption_matched": "{title}. Runs {first} and {second}. From left to right: what images are, "
    "their cluster in {layer} of {first}, their cluster in {other} of {second}, the two hidden "
    "layers most alike by linear CKA. Each ribbon is a set of images of one {one}. Clusters are "
    "matched so that most train images agree (the Hungarian method); outlined ribbons lead to "
    "another cluster than the match. Of the test images {share} are in clusters that match "
    "(adjusted mutual information {ami}).",
}
