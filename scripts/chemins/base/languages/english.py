"""What printed figures and their captions say, in English."""

TEXTS = {
    "and": "and",
    "between": "; ",
    # Classes and layers.
    "digit": "digit",
    "digits": "digits",
    "class": "class",
    "classes": "classes",
    "kind_of_digit": "{label}s",
    "kind_of_class": "class {label}",
    "images_of_digit": "{label}s",
    "images_of_class": "images of {kind}",
    "taught_digits": "taught digits",
    "taught_classes": "taught classes",
    "never_digits": "digits it was never taught",
    "never_classes": "classes it was never taught",
    "unseen": "unseen",
    "train": "train",
    "test": "test",
    "layer_hidden": "hidden {number}",
    "layer_conv": "conv {number}",
    "layer_output": "output",
    "layer_label": "label",
    "layer_prediction": "prediction",
    # Titles.
    "title_flow": "Paths from label to prediction",
    "title_embeddings": "Every layer in two dimensions",
    "title_exceptions": "Images off their class's main path",
    "title_flow-all-layers": "Paths, with the pixels and the output",
    "title_clustering": "How many clusters each layer has",
    "title_interventions": "Predictions where activations are moved",
    "title_training": "The training",
    "title_learning": "What each layer tells apart, while the network learns",
    "title_learning-flow": "The paths, while the network learns",
    "title_learning-classes": "When each class finds its path",
    "head_flow": "{run}: paths from label to prediction",
    "head_flow-all-layers": "{run}: paths, with the pixels and the output",
    "head_embeddings": "{run}: every layer's answers in two dimensions",
    "head_exceptions": "{run}: images off their class's main path",
    "head_clustering": "{run}: how many clusters each layer has",
    "head_interventions": "{run}: do the clusters decide?",
    "head_training": "{run}: the training",
    "head_learning": "{run}: what each layer tells apart, while the network learns",
    "head_learning-flow": "{run}: the paths, while the network learns",
    "head_learning-classes": "{run}: when each class finds its path",
    # What is fitted on what.
    "fitted_on_all": "all images, test and unseen ones included",
    "fitted_on_train": "train images only",
    # The flow.
    "flow_known": "{known} images of {taught}",
    "flow_unseen": ", {unseen} of {never} (hatched)",
    "flow_beside": ". Beside a cluster: ",
    "flow_beside_some": ". Beside a cluster, where there is room: ",
    "flow_image": "its mean image, ",
    "flow_says": "its most frequent {one}, and its stability (at most 1)",
    "flow_dashed": "; dashed, with “?”: below {trusted}, not to be trusted",
    "flow_ends": ". At the ends: of each {one} the image nearest to their mean",
    "cluster": "cluster {cluster}: {share}",
    "cluster_unseen": "cluster {cluster}: unseen only",
    "share_of_kind": "{share} {kind}",
    "stability": "stability {number}",
    "unstable": "unstable: {number} ?",
    # Maps.
    "maps_about": "UMAP of the standardised activations, fitted on {fitted}; others at the "
    "weighted mean of their nearest fitted neighbours{below}",
    "maps_shown": "; shown: {count} of the {images} images, drawn evenly path by path",
    "maps_below": "; below: of {roles} images",
    "trustworthiness": "trustworthiness",
    "continuity": "continuity",
    "maps_quality": "For {roles} images: {told}.{sample}",
    "maps_drawn": "{images} {role}",
    "maps_sample": " They are those of {drawn} images drawn at random.",
    # Images off the main path.
    "gallery_none": "every train and test image travels its own class's main path",
    "gallery_count": "{shown} of {strays}; ",
    "gallery_about": "{count}above: the {one} it is (* a training image); below: whose main "
    "path it travels, and what it is predicted as with what probability",
    "gallery_no_path": "no main path",
    "gallery_as_digit": "as the {kind}",
    "gallery_as_class": "as {kind}",
    # How many clusters.
    "k_about": "k-means, fitted on {fitted}; red: the K chosen, dashed: as many clusters as "
    "classes{above}",
    "k_above": "; in grey: K by the gap statistic, by Calinski–Harabasz (CH), and how many "
    "bootstrap samples choose the same K",
    "k_short": "gap {gap}, CH {ch}, {same} of {all}",
    "k_or_more": "{gap} or more",
    "k_layer": "{layer}: silhouette {k}, gap {gap}, Calinski–Harabasz {ch}, the same K in "
    "{same} of {all} bootstrap samples",
    "k_sentence": "K of {told}.",
    "inertia": "inertia",
    "mean_silhouette": "mean silhouette",
    # The training.
    "training_about_one": "after {epochs} epoch, {share} of the test images are classified "
    "correctly",
    "training_about": "after {epochs} epochs, {share} of the test images are classified correctly",
    "training_train": "train (mean over the epoch)",
    "epoch": "epoch",
    "loss": "loss",
    "accuracy": "accuracy",
    # The learning.
    "learning_ami": "AMI of clusters and classes, by layer",
    "learning_shares": "share of the test images, %",
    "learning_right": "predicted right",
    "learning_on_final": "on their final path",
    "learning_about": "thick: mean of {count} networks, with its 95 % interval; thin: this network",
    "learning_about_one": "thick: another network; thin: this network",
    "learning_untrained": "epoch 0: untrained",
    "learning_about_own": "this network, with 95 % intervals over the test images",
    "learning_epoch": "epoch {epoch}",
    "learning_panel": "{right} right, {path} on their final path",
    "learning_flow_about": "the same {images} images at {count} epochs, in the clusters of the "
    "last one; beside a cluster: its most frequent {one} then",
    "learning_flow_unseen": "; hatched: {never}",
    "learning_classes_about": "of the test images of a {one}, the share predicted as it, and the "
    "share on its main path",
    "learning_own_share": "this network",
    "learning_replicated_one": "another network",
    "learning_replicated": "mean of {count} networks",
    "learning_dot": "dot",
    "learning_dot_behind": "dot, and behind the row",
    "learning_since": "{dot}: the epoch from which on it stays at {mark} (grey line) or more, in "
    "{whose}",
    "learning_median": "the median network",
    "learning_median_interval": ", with its 95 % interval",
    "learning_path": "on its main path",
    "learning_never": "never",
    "learning_mark": "The mark is {mark}.",
    # Moves.
    "moves_none": "no activation of this network could be moved: in no hidden layer does a "
    "cluster stand for another class than the prediction, with all of the layer's answer going "
    "on to the output",
    "moves_steps": "a test image's activation is moved, the rest of the network answers",
    "moves_own": "red diamonds: this network",
    "moves_dots": "dots: {count} more networks; bars: their mean with its 95 % interval",
    "moves_axis": "predictions changed, %",
    "moves_axis_short": "changed, %",
    "to another cluster": "to another cluster",
    "to its class": "to its class",
    "random step": "random step",
    "covariance step": "covariance step",
    "within the cluster": "within the cluster",
    "all but the step": "all but the step",
    "untrained": "untrained",
    "shuffled labels": "shuffled labels",
    # Captions.
    "caption": "{title}. {about} {told}\n",
    "about_run": "Run {run}: a network taught the {taught}.",
    "about_run_unseen": "Run {run}: a network taught the {taught}, and sent {unseen} unseen.",
    "saw_sample": "Of the images to fit on, {method} saw a random sample of {count}, each class "
    "with its share.",
    "shown_sample": "{count} of the {images} images are shown, drawn evenly path by path.",
    "images_beside": "Beside a cluster, where there is room, the mean of its images; at the "
    "ends, of each {one} the image that is nearest to the mean of all that are of it, and of "
    "all that are predicted as it.",
    "in_untrained": "in an untrained network",
    "in_shuffled": "in one that was taught shuffled labels",
    "otherwise": "; the first kind of move {networks}",
    "unmoved": "Not shown: {layers}. There more than the layer's own answer goes on to the "
    "output, or no cluster stands for another class than the prediction.",
    "caption_flow": "Each ribbon is a set of images of one {one}, as wide as they are many. "
    "From left to right: what they are, which cluster they fall into in each hidden layer, "
    "what the network says. Beside a cluster: the share of its most frequent {one} among its "
    "images of {taught}, and its stability: how well it is found again where the images are "
    "drawn anew with replacement and clustered again, the mean over the draws of its largest "
    "Jaccard index with a new cluster (after Hennig 2007). Dashed, with “?”: below {trusted}, "
    "a cluster not to be trusted.",
    "caption_embeddings": "UMAP of each layer's standardised activations, fitted on {fitted}. "
    "Other images lie at the weighted mean of their nearest fitted neighbours. Trustworthiness "
    "(Venna, Kaski 2001) is 1 where an image's 15 nearest on the map are its nearest by the "
    "activations too, continuity where the nearest by the activations are so on the map; 0 "
    "would be as wrong as can be. Each image is looked at among those that UMAP was fitted on, "
    "one placed afterwards as if it were the only one.",
    "caption_exceptions": "Images whose hidden clusters are another class's main path come "
    "first, then those on no class's main path; test images before training images (*).",
    "caption_flow-all-layers": "The same paths with two more stages: the clusters of the raw "
    "pixels, as a control, and those of the softmax output.",
    "caption_clustering": "Mean silhouette and inertia of k-means for every K tried, on "
    "{fitted}. Red: the K chosen, by the highest silhouette unless the config says otherwise; "
    "in that case, above, what else speaks for it: the K of the gap statistic (Tibshirani, "
    "Walther, Hastie 2001; 1: no clusters), that of Calinski and Harabasz (1974; CH), and in "
    "how many bootstrap samples of the images the silhouette chooses the same K.",
    "caption_interventions": "Test images whose cluster stands for their prediction, moved to "
    "each cluster that stands for another class: the difference of the two centers is added to "
    "the hidden layer's activation, and the rest of the network answers. Shares of predictions "
    "that change, and that become the other cluster's class. Controls, with steps of the same "
    "length: in a random direction, in one drawn with the layer's covariance, to another image "
    "of the same cluster; all but the part along the step replaced by that of an image of the "
    "other cluster{otherwise}.",
    "caption_training": "Loss and accuracy of each epoch: on training images the mean over "
    "the epoch, on test images after it. The test images are only measured.",
    "caption_learning": "Left: how far the clusters of each layer, made anew at each epoch with as "
    "many clusters as classes, are the classes of the test images (adjusted mutual information). "
    "Right: the share of test images that are predicted right, and of those whose clusters, by as "
    "many centers of the last epoch, are the ones that they have there. Bands: 95 % intervals over "
    "networks and images. Epochs are spaced by log(1 + epoch).",
    "caption_learning-flow": "Each ribbon is a set of images of one {one}, as wide as they are "
    "many. Epochs are such that from one to the next as few images as can be change their path. "
    "Clusters are those of the last epoch: their centers are kept, and each image is put to the "
    "nearest one. Above: of the images of {taught}, the share that is predicted right, and the "
    "share that has the clusters that it has in the end.",
    "caption_learning-classes": "Areas: of the test images of each {one}, the share that is "
    "predicted as it, and the share whose clusters, by as many centers of the last epoch as there "
    "are classes, are its main path: the most frequent one of its training images there; paler, "
    "the 95 % interval over networks and images. Dots: from which kept epoch on the share stays at "
    "or above the mark in all later ones, in the median network; where there are networks enough, "
    "with the interval of that median from order statistics (at least 95 %).",
}
