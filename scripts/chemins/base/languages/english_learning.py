"""What is said of how a network's paths formed while it learned, in English."""

WORDS = (
    "on the final path",
    "AMI: {layer}",
    "two classes",
    "told rightly",
    "on its main path",
    "in the end",
)

TEXTS = {text: text for text in WORDS} | {
    "learning_title": "## While the network learned",
    "learning_kept": "Epochs {epochs} were looked at: at each of them the layers were clustered "
    "anew, with as many clusters as classes. All is of test images. Something holds from an epoch "
    "on if it does at that one and at all later ones of these. {networks}",
    "epochs_many": "{first}, … and {last} ({count} of them)",
    "learning_alone": "There is one network: what others would do is in no number, and what other "
    "images would change in no epoch.",
    "learning_few_one": "Epochs are those of {count} replicate, and have no interval.",
    "learning_few": "Epochs are medians of {count} replicates, too few for a 95 % interval; never "
    "is later than any.",
    "learning_many": "Epochs are medians of {count} replicates; never is later than any. Their "
    "95 % intervals are over networks and images, suppose nothing of how networks differ, and "
    "begin one after the epoch looked at before.",
    # From which epoch on.
    "onset": "from epoch {epoch}{limits} on",
    "onset_limits": " [{low}, {high}]",
    "onset_open": "not known from when on",
    "onset_reached": "{reached} of {networks} networks in the end",
    "onset_own": "this network: {epoch}",
    "onset_unknown": "not known",
    "onset_cell": "{epoch} ({reached} of {networks})",
    "onset_named": "{name} (epoch {epoch}{limits})",
    # Which classes are told apart.
    "ask_pairs": "**From when on are classes told apart?** ",
    "pair_told": "Clusters tell {pair} apart, with at least {mark} of their images in one of their "
    "own class: {told}.",
    "onset_in": "in {layer} {when}",
    "pairs_told": "Of the {pairs} pairs of classes clusters tell so many apart in the end, with at "
    "least {mark} of their images in one of their own class: {told}.",
    "pairs_in": "{count} in {layer}",
    "pairs_in_others": "{count} in {layer} (never: {never}, not known: {open})",
    "pairs_spread": " Among the first in {layer} are {first}; among the last, {last}.",
    "pairs_never": " In {layer} never: {named}.",
    "pairs_many": "{count} pairs",
    # When each class learns its path.
    "ask_classes": "**From when on does each class take its path?** ",
    "classes_right": "At least {mark} of a class's images are told rightly: {told}.",
    "classes_path": "As many are on the path that is its main one in the end: {told}.",
    "onset_of": "the {images} {when}",
    "classes_counted": "{count} of {classes} classes",
    "classes_counted_others": "{count} of {classes} classes (never: {never}, not known: {open})",
    "classes_spread": "{told}, among the first {first}, among the last {last}",
    # The unknown.
    "ask_unseen_since": "**Since when does the unknown go there?** ",
    "unseen_since": "Most of the {images} are taken for {taken} {when}.",
    "unseen_since_never": "No class is what most of the {images} are taken for.",
    "unseen_since_open": "From when on most of the {images} are taken for what they are in the end "
    "cannot be told.",
    # Whether it has settled.
    "ask_settled": "**Has it settled?** ",
    "settled_told": "From epoch {since} to {last} the AMI of clusters and labels changes by "
    "{told}. Settled is said where the interval lies within ±{margin}, still forming where it "
    "lies beyond.",
    "settled_without": "From epoch {since} to {last} the AMI of clusters and labels changes by "
    "{told}; there is no interval.",
    "change_in": "{change} in {layer}",
    "change_forming": "{change} in {layer} (still forming)",
    "change_settled": "{change} in {layer} (settled)",
    "change_open": "{change} in {layer} (not known)",
    "still_forming": "**Still forming:** from epoch {since} to {last} the AMI of clusters and "
    "labels changes by {told}.",
    "all_settled": "The clusters have settled all the same: from epoch {since} to {last} the AMI "
    "of clusters and labels changes by less than {margin} in each hidden layer.",
    # Tables.
    "learning_courses": "Epoch by epoch: images told rightly; images on the path that they take in "
    "the end, and distinct paths, by the clusters of the end; agreement of clusters and labels.",
    "learning_pairs": "From which epoch on clusters tell two classes apart:",
    "learning_classes": "From which epoch on images are told rightly, and are on the path that is "
    "their class's main one in the end:",
    # Papers.
    "methods_learning": "How paths formed was followed at epochs {epochs}: at each of them every "
    "layer was clustered anew, at K = number of classes, and all images were placed in the "
    "clusters of the last one.",
    "latex_learning": "Accuracy, and AMI of each layer's clusters and labels, while the network "
    "learned; of test images, at K = {classes}, with clusters of each epoch{interval}.",
}  # fmt: skip
