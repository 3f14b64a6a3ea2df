"""What a run's answers.tex says and how its methods are told, in English."""

WORDS = (
    "K",
    "AMI",
    "purity",
    "probe",
    "main path",
    "training images on it",
    "test images on it",
    "most taken for",
    "share",
    "confidence",
    "AUROC of the path",
    "of softmax",
)

TEXTS = {text: text for text in WORDS} | {
    # answers.tex.
    "latex_head": "% The answers of run {run} in numbers, as macros. In the preamble:\n"
    "%   \\usepackage{{booktabs}}\n"
    "%   \\usepackage[T1]{{fontenc}}\n"
    "%   \\input{{answers}}\n"
    "% Shares are in per cent, without the sign: \\{prefix}Accuracy\\,\\%. A macro that ends in "
    "Low or\n"
    "% High is an end of the 95 % interval, one in Own the run's own network where the macro "
    "without it\n"
    "% is the mean over the replicates. What was not measured has no macro.\n",
    "latex_characters": "% For these characters compile with LuaLaTeX or XeLaTeX: {found}\n",
    "latex_layers": "K: as chosen. Purity and adjusted mutual information (AMI) of clusters and "
    "labels, at K = {classes}, the number of classes, and accuracy of a linear probe; of test "
    "images{interval}.",
    "latex_controls": "AMI of clusters and labels of test images beside the controls, at K = "
    "{classes}{interval}; gains are paired.",
    "latex_paths": "Main path of each {one}: the clusters, at the chosen K, that most of its "
    "training images go through in {through}; in the run's own network.",
    "latex_unseen": "Test images of unseen {names.many}: what most are taken for, their mean "
    "largest probability, the share with a conformal p of at most 0.05, and how well the path "
    "score and the largest probability tell them from known images{interval}.",
    "latex_networks": ", mean over {count} networks with 95 % intervals over networks and images",
    "latex_replicate": ", of one replicate, without intervals",
    "latex_images": ", with 95 % intervals over images",
    # Methods: their titles.
    "methods_title": "# {run}: methods",
    "methods_head": "% How run {run} was made. With \\bibliography{{references}} in the paper, "
    "and\n% \\usepackage{{url}} in its preamble.\n",
    "about_images": "Images and network",
    "about_clusters": "Clusters and paths",
    "about_maps": "Maps",
    "about_measures": "Measures",
    "about_replicates": "Replicates, controls and intervals",
    "about_software": "Software",
    "about_not_done": "What was not done, or is not known",
    # Images and network.
    "images": "The network tells {taught} of {dataset} apart. {train} training images and {test} "
    "test images {drawn}.",
    "dataset_own": "our own images",
    "dataset_mnist-sample": "a sample of 5,000 images of MNIST",
    "dataset_mnist": "MNIST",
    "dataset_fashion-mnist": "Fashion-MNIST",
    "dataset_kmnist": "Kuzushiji-MNIST",
    "dataset_emnist-letters": "the letters of EMNIST",
    "dataset_cifar10": "CIFAR-10",
    "drawn_elsewhere": "came with the activations",
    "drawn_all": "are all that there are",
    "drawn": "were drawn at random from its two splits ({train} and {test} of each class)",
    "every_image": "all",
    "engines": "{keras} [@chollet2015] and {tensorflow} [@abadi2016]",
    "training": "{architecture} It was trained with {engines}: {optimizer} (learning rate {rate}, "
    "batches of {batch}) on {loss}, {epochs}.",
    "optimizer_adam": "Adam",
    "optimizer_sgd": "stochastic gradient descent",
    "optimizer_rmsprop": "RMSprop",
    "loss_mean_squared_error": "the mean squared error",
    "loss_categorical_crossentropy": "the categorical cross-entropy",
    "dense_layers_one": "{count} fully connected hidden layer of {sizes} neurons",
    "dense_layers": "{count} fully connected hidden layers of {sizes} neurons",
    "convolutions": "two convolutions (32 and 64 channels, 3 × 3, each followed by 2 × 2 max "
    "pooling) and ",
    "architecture": "It has {first}{dense}, with rectified linear units, and a softmax output.",
    "epochs_one": "{epochs} epoch",
    "epochs": "{epochs} epochs",
    "epochs_for": "for {epochs}",
    "epochs_converged": "until the training loss had not fallen by {gain} in {patience} epochs, "
    "which took {epochs}",
    "epochs_at_most": "for {epochs} at most",
    "given_network": "It was trained before, and taken from {form} as it was; its answers were "
    "computed by {engine}.{given}",
    "given_onnx": "an ONNX file",
    "given_keras": "a Keras file",
    "given_pixels": " It was given {given}.",
    "given_activations": "The activations were given as they were; the network itself was not at "
    "hand.",
    "unseen_images": "{images} images of {taught}{other}, which it was never taught, were sent "
    "through it too.",
    "unseen_dataset": " (of it, or of {dataset})",
    # Clusters and maps.
    "signatures_are": "The signature of an image in a layer (the pixels, each hidden layer and "
    "the output) is the layer's activations.{maps} Signatures were standardised by mean and "
    "standard deviation of {fitted}; of a layer with more than 1,024 values the 100 leading "
    "principal components were taken.",
    "pooled": " Of a map of many positions it is {pooled}.",
    "pooled_mean": "the mean of each channel over the map",
    "pooled_tokens": "the mean of each channel over the map or sequence",
    "pooled_max": "the maximum of each channel over the map",
    "pooled_first": "the first token of a sequence, or the mean of each channel over a map",
    "pooled_flatten": "all values of the map",
    "fitted_train": "the training images",
    "fitted_all_unseen": "all images, test and unseen ones included",
    "fitted_all": "all images of both splits",
    "fitted_sample": "a random sample of {count} of {fitted} (each class with its share)",
    "clustered": "Each layer was clustered by k-means, with Hartigan's exchanges "
    "[@telgarsky2010] from k-means++ starts, {starts}; it saw {fitted} and no labels.{others}",
    "clustered_others": " All other images went to the cluster of the nearest centre.",
    "starts_one": "the best of {count} start",
    "starts": "the best of {count} starts",
    "starts_auto": "the best of 20 to 100 starts, until three agreed to 0.1 % in inertia (fewer "
    "in layers of very many values)",
    "k_in": "{k} in {layer}",
    "k_classes": "The number of clusters K was the number of classes: {chosen}.{at}",
    "k_set": "The number of clusters K was set to {k}: {chosen}.{at}",
    "k_chosen": "The number of clusters K was chosen in each layer from {low} to {high} by the "
    "highest mean silhouette [@rousseeuw1987] of these images{sample}: {chosen}.{at}",
    "k_sample": " (in {layers} of a random sample of them)",
    "k_compared": " Layers are compared at K = {classes}, the number of classes, at which each "
    "was clustered too.",
    "paths_are": "An image's path is the sequence of its clusters in {through}, at the chosen K; "
    "the main path of a class is the one that most of its training images take.",
    "paths_through": "{stages} of the {hidden} hidden layers ({layers})",
    "embedded": "For figures each layer was embedded in two dimensions by UMAP [@mcinnes2018] "
    "({umap}; {neighbors} exact nearest neighbours by {metric} distance, minimum distance "
    "{distance}), fitted on {fitted}{placed}. Clusters, paths and the measures below do not rest "
    "on these maps.",
    "embedded_placed": "; all others were not embedded, but placed at the mean of their nearest "
    "training images, weighted by UMAP's membership strengths",
    "metric_euclidean": "Euclidean",
    "metric_manhattan": "Manhattan",
    "metric_chebyshev": "Chebyshev",
    "metric_cosine": "cosine",
    # Measures, replicates, software.
    "measures": "How well clusters agree with the classes is told by purity and by adjusted mutual "
    "information [@vinh2010]; what else a layer holds of the classes, by a linear probe "
    "[@alain2016] ({sklearn} [@pedregosa2011]) and by prediction depth, of nearest neighbours "
    "[@baldock2021]. Unless said otherwise, all are of test images.",
    "detectors_are": "How well unseen images are told from known ones is the AUROC, with known as "
    "positive, of how typical an image's path is of its predicted class, beside the largest "
    "softmax probability [@hendrycks2017] and other scores.",
    "replicates_one": "Of this kind one more network was trained, with other seeds, training "
    "images and test images. Numbers are of that one; it has no intervals. {controls}",
    "replicates_many": "Of this kind {count} more networks were trained, with other seeds, "
    "training images and test images. Numbers are means over them; 95 % intervals are over "
    "networks and images, which are crossed [@owen2007]. {controls}",
    "controls_are": "Controls are the raw pixels and, for each of these networks, the same one "
    "untrained and one taught shuffled labels.",
    "one_network": "All numbers are of one network; 95 % intervals are over images alone. Its "
    "control is the raw pixels{twin}.",
    "one_twin": ", and its untrained twin, with {weights}",
    "software": "All of it was computed by chemins {version} [@chemins], a workflow for Snakemake "
    "[@molder2021]{others}. Everything random was drawn from the seed {seed}, which is made of "
    "the configured one and the classes.",
    "software_others": ", with {others}",
    # What was not done, or is not known.
    "say_how": "Say here how the settings above were arrived at, and whether other ones were "
    "tried: chemins does not know, and searched none.",
    "known_before": "Clusters and maps saw the images that they were tested on.",
    "training_unknown": "How the network was trained is not known here.",
    "convergence_unknown": "After so few epochs it is not known whether the network had converged.",
    "not_converged": "The network was not trained until it converged: its training loss fell by "
    "{fall} in the last {patience} epochs.",
    "k_doubted": "K = {k} in {layer} is to be doubted: {note}.",
    "one_pool": "All replicates draw their images from one pool, whose choice is in no interval.",
    "only_once": "What other networks of this kind would do is in no interval.",
    "no_untrained": "There is no untrained control: {reason}.",
    "no_shuffled": "There is no control that was taught shuffled labels.",
    "no_control": "There is no control that was not trained or taught shuffled labels.",
    "one_seed": "The run's own clusters and maps are of one seed.",
    "beware_plain": "Beware: {warning}.",
    "not_noted": "The versions of {names} were not noted.",
}  # fmt: skip
