"""What a run's answers.md says, in English."""

# Heads of columns and other short texts, which are their own keys.
WORDS = (
    "layer",
    "layers",
    "image",
    "role",
    "path",
    "paths",
    "never",
    "predicted",
    "probability",
    "travels as",
    "silhouette",
    "silhouette, images drawn anew",
    "gap",
    "Calinski–Harabasz",
    "chosen K",
    "purity train / test",
    "AMI train / test",
    "at K = {classes}: purity train / test",
    "hidden clusters",
    "this network",
    "trained",
    "raw pixels",
    "gain over pixels",
    "gain over untrained",
    "probe: {whose}",
    "neighbours: {whose}",
    "part of the step needed",
    "committed, K = {classes}",
    "committed, chosen K",
    "replicates",
    "classes that clusters stand for",
    "prediction depth reached",
    "this network, chosen K",
    "this network, K = {classes}",
    "replicates, K = {classes}",
    "distinct paths",
    "their effective number, exp of the entropy",
    "their entropy, nats",
    "weighted path purity",
    "decision alignment",
    "same prediction under noise (σ = 0.1)",
    "same path under noise",
    "the same, less the shift that all images have in common",
    "same path in another replicate, clusters matched",
    "p",
    "adjusted p",
    "in clusters of: this network ({interval})",
    "95 % interval over images",
    "entropy, bits",
    "predicted as (mean probability)",
    "atypical",
    "unseen only",
    "detector",
    "path score",
    "largest softmax",
    "energy",
    "nearest neighbours",
    "Mahalanobis",
)

TEXTS = {text: text for text in WORDS} | {
    # Numbers, layers and classes within sentences.
    "interval": " [{low}, {high}]",
    "replicate_count_one": "{count} replicate",
    "replicate_count": "{count} replicates",
    "the_layer_hidden": "hidden {number}",
    "the_layer_conv": "conv {number}",
    "the_layer_output": "output",
    "the_layer_label": "label",
    "the_layer_prediction": "prediction",
    "the_layer_pixels": "pixels",
    "the_layer": "{name}",
    "named_one": "{names.many} {labels}",
    "named": "{names.many} {labels}",
    "images_of_number": "images of class {label}",
    "taken_as_digit": "{label}s",
    "taken_as_class": "class {label}",
    "unseen_digits": "Unseen digits",
    "unseen_classes": "Unseen classes",
    "share_of_images": "{share} of the {images}",
    "class_share": "{kind}: {share}",
    "class_share_replicates": "{kind}: {own} ({share})",
    "share_in": "{share} in {layer}",
    # What results hold in English: notes on a K, warnings, how a network is asked.
    "held_one": "the fitted samples have only one distinct activation",
    "held_fewer": "fewer distinct activations than the K asked for",
    "held_largest": "the largest K tried: a larger k_max may score higher",
    "held_smallest": "the smallest K tried: a smaller k_min may score higher",
    "held_worse": "the network gets {share} of {total} test images right, worse than guessing, "
    "which gets {chance}. {compare}",
    "held_hardly": "the network gets {share} of {total} test images right, hardly better than "
    "guessing, which gets {chance}. {compare}",
    "held_compare": "Compare how its input is scaled with how it was trained (of a network that is "
    "asked here, `network.input: {{mean, std}}` says it; docs/networks.md), and the order of its "
    "classes with the run's classes (ascending, by label)",
    "held_quantised": "its layer {name} has quantised weights, which no initialiser draws",
    "held_nothing_random": "its initialisers draw nothing at random",
    "held_no_second": "its configuration builds no second network ({name})",
    "held_no_weights": "its file has no weights in floating point to be drawn anew",
    "held_not_finite": "its answers would be no finite numbers",
    "held_pixels": "pixels from 0 to {scale}",
    "held_mean_std": "standardised by mean {mean} and deviation {std}",
    "held_mean": "standardised by mean {mean}",
    "held_std": "standardised by deviation {std}",
    "held_resized": "resized from {old} to {new}",
    "held_grey": "grey repeated as 3 channels",
    "held_brightness": "as brightness",
    "held_row": "as one row",
    "held_layout": "as {name}",
    # From which layer.
    "answers_title": "# {run}: {taught}",
    "network_given": "The network is given {given}.",
    "network_engine": "Its answers are computed by {engine}.",
    "ask_layers": "**From which layer?** ",
    "separation_alone": "In this network, the only one, clusters tell the classes apart {where}; "
    "those of the raw pixels {pixels}.",
    "pixels_too": "do, too",
    "pixels_not": "do not",
    "separation": "Clusters tell the classes apart {outcomes}; those of the raw pixels do in "
    "{count}.{differing}",
    "count_none": "none",
    "count_all": "all {count}",
    "lost_long": "before the last hidden layer only",
    "never_long": "in no hidden layer",
    "from_layer": "from {layer} on",
    "lost_short": "only before the last",
    "never_short": "no hidden layer",
    "first_any": "{outcome} in any of {total} networks",
    "first_of": "{outcome} in {count} of {total} networks",
    "first_one": "{outcome} in {count} network",
    "first": "{outcome} in {count} networks",
    "outcome_any": "{outcome} in any",
    "outcome": "{outcome} in {count}",
    "differs": "this network: {where}",
    "differs_pixels": "this run's pixels do",
    "differs_no_pixels": "this run's pixels do not",
    "mark": "The mark is {mark} of the test images in a cluster of their own {one}, with as many "
    "clusters as classes; {others}.",
    "mark_same": "one of {mark} would give the same",
    "mark_other": "one of {mark} would give {given}",
    "other_pixels_too": "the pixels too",
    "other_pixels_not": "the pixels not",
    "other_pixels": "the pixels in {count}",
    "beware": "**Beware:** {warning}.",
    "gain": "The AMI in {layer} is {ami}, a gain of {over_pixels} over raw pixels ({pixels}) and "
    "of {over_untrained} over an untrained network ({untrained}); taught shuffled labels it is "
    "{shuffled} ({replicates}; this network {own}).",
    "own_layer": "In {layer} that share is {purity}, for the raw pixels {pixels}; the AMI is "
    "{ami}, {gain} the pixels' {base}.",
    "gain_hardly": "hardly more than",
    "gain_alike": "much like",
    "gain_more": "against",
    "gain_less": "less than",
    "own_intervals": "{text} Intervals are of 95 %, over images: there is one network.",
    "mixture": "That is with k-means; with a Gaussian mixture the gain over raw pixels is {gain} "
    "(AMI {ami} against {base}).",
    "unstable_in": "{unstable} of {clusters} in {layer}",
    "unstable_many": "{count} of {layers} layers have some",
    "unstable_layers": "**Beware:** clusters are not stable ({told}): drawn anew, the images "
    "would be clustered otherwise, and what is said of those clusters does not hold.",
    "committed": "{share} of the test images are committed there.",
    "right": "This network classifies {share} of them correctly.",
    "points": "{points} points",
    "last_adds": "The last hidden layer adds accuracy: {gained}",
    "last_costs": "The last hidden layer costs accuracy: {gained}",
    "last_nothing": "The last hidden layer adds no accuracy: {gained}, within {margin}",
    "last_open": "Whether the last hidden layer adds accuracy cannot be told: {gained}, neither "
    "clear of 0 nor within {margin}",
    "last_layer": "{verdict} ({with_it} with {layer}, {without} without).",
    # A network that has not learnt what it can.
    "after_epochs_one": "**Not converged:** after {epochs} epoch",
    "after_epochs": "**Not converged:** after {epochs} epochs",
    "loss_unknown": "{lead} nothing is known of how the training loss goes on",
    "loss_falls": "{lead} the training loss still falls, by {fall} in the last {patience}",
    "trained_so_far": "{told}{pixels}.{longer} What is said of the layers is of networks trained "
    "so far{goes_on}.",
    "trains_on": "; `epochs: converged` trains on",
    "longer": " One of the replicates, trained {how}, is right on {share} of {images} test "
    "images, {points} points.",
    "longer_for": "for {epochs} epochs",
    "longer_until": "until it stands still, {epochs} epochs",
    "pixels_better": ", and a linear classifier of the pixels is right on more of the test images "
    "({pixels} against {network})",
    # The untrained twin.
    "twin": "That AMI is a gain of {over_pixels} over raw pixels and of {over_untrained} over an "
    "untrained network ({untrained}), its twin: the same architecture with {weights}, once, on "
    "the same images. What another draw of them would change is in no interval.",
    "weights_shuffled": "weights of the same moments, its own shuffled within each tensor",
    "weights_drawn": "initial weights drawn anew",
    "no_twin": "This network could not be compared with an untrained twin: {reason}.",
    "twin_told": "Adjusted mutual information of clusters and labels on test images, of this "
    "network and of its untrained twin: the same architecture, with {weights}{by}. This is one "
    "network, and one twin: 95 % intervals are over images, and say what other images would "
    "change, not other networks, nor another draw of the twin's weights. Gains are paired by "
    "image. How the network was trained is not known here, so there is no control that was taught "
    "shuffled labels.",
    "by_initialisers": " by its layers' own initialisers",
    "twin_chosen": "At the chosen K, which may differ between layers and networks:",
    # Signatures.
    "ask_signatures": "**Are the signatures different?** ",
    "signatures": "In this network the {images} test images take {distinct} distinct paths "
    "through {through} ({with_ends} with label and prediction); {main} take their class's main "
    "path{shared}, and {exceptions}.",
    "hidden_all": "the hidden layers",
    "hidden_some": "{stages} of the {hidden} hidden layers",
    "shared": " ({groups} share theirs)",
    "exceptions_none": "no image travels another class's main path",
    "exception_pair": "{count} × {label} as {travels}",
    "exception_images_one": "{count} image",
    "exception_images": "{count} images",
    "exceptions_travel_one": "{images} (training included) travels another class's: {named}{rest}",
    "exceptions_travel": "{images} (training included) travel another class's: {named}{rest}",
    "exceptions_rest_one": ", {count} more",
    "exceptions_rest": ", {count} more",
    "unstable_paths": "**Beware:** the main paths of the {classes} go through clusters that are "
    "not stable: who takes them would be others, were the images drawn anew.",
    "distance_pair": "The classes' paths lie {distance} apart (Jensen–Shannon distance, 0 to 1), "
    "{controls}.",
    "distance_pairs": "The paths of two classes lie {distance} apart in the mean of the {pairs} "
    "pairs (Jensen–Shannon distance, 0 to 1), {controls}. The pairs of the trained ones range "
    "from {nearest} to {farthest}.{alike}",
    "alike_one": " In this network {alike} of the {pairs} pairs differs no more than chance would "
    "have it.",
    "alike": " In this network {alike} of the {pairs} pairs differ no more than chance would have "
    "it.",
    "control_pixels": "the clusters of the raw pixels {pixels}",
    "control_untrained": "{pixels}, the paths of an untrained network {untrained}",
    "control_shuffled": "{untrained} and of one taught shuffled labels {shuffled}",
    "moves": "When a test image's activation is moved by the step from its cluster's center to "
    "that of a cluster for another class, and the rest of the network answers, so many "
    "predictions change: {told} (a step as long in a random direction: {random}).",
    "moves_range": "from {fewest} to {most}, of {layers} layers",
    "moves_random": "{fewest} to {most}",
    # The unknown.
    "ask_unseen": "**Where does the unknown go?** ",
    "unseen_none": "No unseen {names.one} was sent through this network.",
    "unseen_told": "{basis}: {told} {noticed}",
    "basis_alone": "In this network, the only one (intervals over images)",
    "basis_one": "In the one replicate",
    "basis": "Over {count} replicates",
    "taken": "{images} are taken for {taken}",
    "taken_here": "{share} of the {images} (this network {here})",
    "taken_otherwise": "{share} of the {images} (this network takes {here} for {taken})",
    "undecided": "whether the {images} are taken for {first} rather than for {second} cannot be "
    "told (this network takes {here} for {taken})",
    "detection": "An image's path tells unseen {names.many} from known ones with an AUROC of "
    "{paths}; the best other score, {other}, has {best} (means over the unseen {names.many}; 0.5 "
    "is guessing).",
    # Tables, and what is said above them.
    "note_on_k": "- {layer}, K = {k}: {note}.",
    "note_on_sample": "- The silhouettes of {layers} are those of a random sample of the training "
    "images (± standard error of the mean), and so is the choice of K.",
    "note_on_fit": "- k-means was fitted on a random sample of {count} of {of} images, in which "
    "each class has its share; the others went to the cluster of the nearest centroid.",
    "note_on_asked_test": "- Neighbours, prediction depth and the scores of known images are of a "
    "random sample of {count} of {of} test images, in which each class has its share.",
    "note_on_asked_unseen": "- The scores of unseen images are of a random sample of {count} of "
    "{of}, in which each class has its share; where they go is of all.",
    "k_resampled": "{k} in {samples}",
    "k_table": "## How sure is K?\n\nThe number of clusters that each of these would choose; that "
    "of the silhouette is used. A gap statistic (Tibshirani, Walther, Hastie 2001) of 1 stands "
    "for no clusters at all. The images are drawn anew {times} times, with replacement, from "
    "{images} that clusters are fitted on.",
    "not_trusted": "- {layer}, cluster {cluster}: not to be trusted, its stability is {stability} "
    "(mean best Jaccard overlap in 50 bootstrap resamples).",
    "controls_title": "## Beside the controls",
    "controls_told": "Adjusted mutual information of clusters and labels on test images, mean "
    "over {count} replicates with its 95 % interval over networks and images. Replicates have "
    "other seeds, other training images and other test images, each its own of those it was not "
    "taught, {images} different ones in all. Gains are paired by replicate.",
    "controls_at": "At K = {classes}, the number of classes:",
    "controls_chosen": "At the K of the highest silhouette, which differs between layers and "
    "networks:",
    "probes": "What else knows the classes: a linear probe and the nearest neighbours (an odd "
    "number, up to the square root of the training images a {one}), share of test images "
    "classified correctly.",
    "commitment": "From which layer on single images are decided",
    "commitment_told": "Shares of the test images, growing from layer to layer. Committed: from "
    "this layer on the majority class of the image's cluster is the network's prediction. "
    "Prediction depth: from this layer on the nearest neighbours' vote is.",
    "moves_told": "## Do the clusters decide?\n\nEach test image whose cluster stands for its "
    "prediction is moved to every cluster that stands for another class: the difference of the "
    "two centers is added to its activation, and the rest of the network answers. Share of "
    "predictions that change; the controls are steps of the same length. *All but the step*: "
    "everything but the part along the step is replaced by that of an image of the other cluster.",
    "main_paths": "## Main paths",
    "main_through": "Through {stages}.",
    "paths_title": "## Measures of the paths",
    "paths_told_alone": "Of test images, with 95 % intervals over them.",
    "paths_told": "Of test images.",
    "differences": "How far apart the classes' paths are, at K = number of classes{some}: "
    "Jensen–Shannon distance, 0 to 1, less what chance adds. p: whether those of this network "
    "differ more than chance has it, by 999 permutations; adjusted after Benjamini and Hochberg "
    "over all pairs.",
    "differences_some": ", the {pairs} most alike of {all} pairs",
    "exceptions_told": "## Exceptions\n\nImages whose hidden clusters are another class's main "
    "path{some}:",
    "exceptions_some": "; the first {listed} of {all}",
    "unseen_table": "## {title}\n\nWhere they go in this network, in each layer: share and "
    "majority class of the clusters they enter; what they are predicted as, and how many are "
    "atypical of it, with a conformal p ≤ 0.05.",
    "predicted_share": "{name}: {share} ({probability})",
    "destination": "{share} cluster {cluster} ({held})",
    "affinity": "At K = number of classes, the three classes that most go to; entropy of the "
    "clusters they go to.",
    "affinity_replicates": "At K = number of classes, the three classes that most go to; entropy "
    "of the clusters they go to, over replicates.",
    "detectors": "## Would the network notice?",
    "detectors_told": "AUROC / FPR at 95 % TPR (known is the positive class; measured on the half "
    "of the test images that calibrated nothing), mean over the replicates where there are any. "
    "The best AUROC of each {one} is bold: see where paths lose.",
    "conformal_none": "Conformal p-values of the paths: no test image was left to calibrate them "
    "with.",
    "conformal": "Conformal p-values of the paths, taken within the predicted class: {shares} "
    "have p ≤ 0.05 (of known images about 5 % would). With so many calibration images p cannot be "
    "smaller than {limits}.",
    "conformal_limit": "{p} among the {images}",
    "score_in": "{score} in {layer}",
}  # fmt: skip
