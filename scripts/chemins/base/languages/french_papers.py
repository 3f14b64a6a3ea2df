"""What a run's answers.tex says and how its methods are told, in French. Thousands have a narrow
blank."""

TEXTS = {
    "K": "K",
    "AMI": "AMI",
    "purity": "pureté",
    "probe": "sonde",
    "main path": "chemin principal",
    "training images on it": "images d’apprentissage qui le suivent",
    "test images on it": "images de test qui le suivent",
    "most taken for": "prises surtout pour",
    "share": "part",
    "confidence": "confiance",
    "AUROC of the path": "AUROC du chemin",
    "of softmax": "du softmax",
    # answers.tex.
    "latex_head": "% Les réponses de l’expérience {run} en nombres, sous forme de macros. Dans le "
    "préambule :\n"
    "%   \\usepackage{{booktabs}}\n"
    "%   \\usepackage[T1]{{fontenc}}\n"
    "%   \\input{{answers}}\n"
    "% Les parts sont en pour cent, sans le signe : \\{prefix}Accuracy\\,\\%. Une macro qui finit "
    "par Low ou\n"
    "% High est une borne de l’intervalle à 95 %, par Own la valeur du réseau de l’expérience là "
    "où la macro\n"
    "% sans ce mot est la moyenne sur les réplicats. Ce qui n’a pas été mesuré n’a pas de macro.\n",
    "latex_characters": "% Pour ces caractères, compiler avec LuaLaTeX ou XeLaTeX : {found}\n",
    "latex_layers": "K : valeur retenue. Pureté et information mutuelle ajustée (AMI) des groupes "
    "et des étiquettes, à K = {classes}, le nombre de classes, et exactitude d’une sonde linéaire "
    "; sur les images de test{interval}.",
    "latex_controls": "AMI des groupes et des étiquettes sur les images de test, à côté des "
    "témoins, à K = {classes}{interval} ; les gains sont appariés.",
    "latex_paths": "Chemin principal de chaque {one} : les groupes, au K retenu, par lesquels ses "
    "images d’apprentissage passent le plus souvent dans {through} ; dans le réseau de "
    "l’expérience.",
    "latex_unseen": "Images de test de {names.never_taught} : ce pour quoi la plupart sont "
    "prises, la moyenne de leur plus grande probabilité, la part dont la valeur p conforme est "
    "d’au plus 0,05, et l’AUROC avec laquelle le score de chemin et la plus grande probabilité "
    "les distinguent des images connues{interval}.",
    "latex_networks": ", moyenne sur {count} réseaux avec intervalles de confiance à 95 % sur les "
    "réseaux et les images",
    "latex_replicate": ", d’un seul réplicat, sans intervalles",
    "latex_images": ", avec intervalles de confiance à 95 % sur les images",
    # Methods: their titles.
    "methods_title": "# {run} : méthodes",
    "methods_head": "% Comment l’expérience {run} a été réalisée. Avec "
    "\\bibliography{{references}} dans l’article, et\n% \\usepackage{{url}} dans son préambule.\n",
    "about_images": "Images et réseau",
    "about_clusters": "Groupes et chemins",
    "about_maps": "Cartes",
    "about_measures": "Mesures",
    "about_replicates": "Réplicats, témoins et intervalles",
    "about_software": "Logiciels",
    "about_not_done": "Ce qui n’a pas été fait, ou n’est pas connu",
    # Images and network.
    "images": "Le réseau distingue les {taught} ({dataset}). {train} images d’apprentissage et "
    "{test} images de test {drawn}.",
    "dataset_own": "nos propres images",
    "dataset_mnist-sample": "un échantillon de 5\u202f000 images de MNIST",
    "dataset_mnist": "MNIST",
    "dataset_fashion-mnist": "Fashion-MNIST",
    "dataset_kmnist": "Kuzushiji-MNIST",
    "dataset_emnist-letters": "les lettres d’EMNIST",
    "dataset_cifar10": "CIFAR-10",
    "drawn_elsewhere": "ont été fournies avec les activations",
    "drawn_all": "sont toutes celles qui existent",
    "drawn": "ont été tirées au hasard de ses deux parties (par classe : {train} "
    "pour l’apprentissage et {test} pour le test)",
    "every_image": "toutes",
    "engines": "{keras} [@chollet2015] et {tensorflow} [@abadi2016]",
    "training": "{architecture} Il a été entraîné avec {engines} : {optimizer} (taux "
    "d’apprentissage {rate}, lots de {batch}) pour minimiser {loss}, {epochs}.",
    "optimizer_adam": "Adam",
    "optimizer_sgd": "descente de gradient stochastique",
    "optimizer_rmsprop": "RMSprop",
    "loss_mean_squared_error": "l’erreur quadratique moyenne",
    "loss_categorical_crossentropy": "l’entropie croisée catégorielle",
    "dense_layers_one": "{count} couche cachée entièrement connectée de {sizes} neurones",
    "dense_layers": "{count} couches cachées entièrement connectées de {sizes} neurones",
    "convolutions": "deux convolutions (32 et 64 canaux, 3 × 3, chacune suivie d’un "
    "sous-échantillonnage par maximum 2 × 2) et ",
    "architecture": "Il a {first}{dense}, à unités linéaires rectifiées (ReLU), et une sortie "
    "softmax.",
    "epochs_one": "{epochs} époque",
    "epochs": "{epochs} époques",
    "epochs_for": "pendant {epochs}",
    "epochs_converged": "jusqu’à ce que la perte d’apprentissage n’ait plus baissé de {gain} en "
    "{patience} époques, ce qui a pris {epochs}",
    "epochs_at_most": "pendant {epochs} au plus",
    "given_network": "Il avait été entraîné auparavant, et a été repris tel quel d’{form} ; ses "
    "réponses ont été calculées par {engine}.{given}",
    "given_onnx": "un fichier ONNX",
    "given_keras": "un fichier Keras",
    "given_pixels": " Il a reçu des {given}.",
    "given_activations": "Les activations ont été fournies telles quelles ; le réseau lui-même "
    "n’était pas disponible.",
    "unseen_images": "{images} images absentes de l’apprentissage ({taught}{other}) lui ont aussi "
    "été présentées.",
    "unseen_dataset": " ; des mêmes données ou d’autres : {dataset}",
    # Clusters and maps.
    "signatures_are": "La signature d’une image dans une couche (les pixels, chaque couche cachée "
    "et la sortie) est constituée des activations de la couche.{maps} Les signatures ont été "
    "standardisées par la moyenne et l’écart type, calculés sur {fitted} ; d’une couche de plus "
    "de 1\u202f024 valeurs, on a gardé les 100 premières composantes principales.",
    "pooled": " D’une carte de plusieurs positions, on prend {pooled}.",
    "pooled_mean": "la moyenne de chaque canal sur la carte",
    "pooled_tokens": "la moyenne de chaque canal sur la carte ou la séquence",
    "pooled_max": "le maximum de chaque canal sur la carte",
    "pooled_first": "le premier jeton d’une séquence, ou la moyenne de chaque canal sur une carte",
    "pooled_flatten": "toutes les valeurs de la carte",
    "fitted_train": "les images d’apprentissage",
    "fitted_all_unseen": "toutes les images, y compris celles de test et celles des classes "
    "jamais apprises",
    "fitted_all": "toutes les images des deux parties",
    "fitted_sample": "un échantillon aléatoire de {count} parmi {fitted} (chaque classe "
    "selon sa part)",
    "clustered": "Chaque couche a été partitionnée par k-means, avec les échanges de Hartigan "
    "[@telgarsky2010] à partir d’initialisations k-means++, {starts} ; l’algorithme a vu "
    "{fitted}, et aucune étiquette.{others}",
    "clustered_others": " Toutes les autres images ont été affectées au groupe du centroïde le "
    "plus proche.",
    "starts_one": "{count} seule",
    "starts": "la meilleure de {count}",
    "starts_auto": "la meilleure de 20 à 100, jusqu’à ce que trois s’accordent à 0,1 % près sur "
    "l’inertie (moins dans les couches de très nombreuses valeurs)",
    "k_in": "{k} dans {layer}",
    "k_classes": "Le nombre de groupes K a été fixé au nombre de classes : {chosen}.{at}",
    "k_set": "Le nombre de groupes K a été fixé à {k} : {chosen}.{at}",
    "k_chosen": "Le nombre de groupes K a été choisi dans chaque couche entre {low} et {high}, "
    "par la plus grande silhouette moyenne [@rousseeuw1987] de ces images{sample} : {chosen}.{at}",
    "k_sample": " (dans {layers}, d’un échantillon aléatoire de celles-ci)",
    "k_compared": " Les couches sont comparées à K = {classes}, le nombre de classes, pour lequel "
    "chacune a aussi été partitionnée.",
    "paths_are": "Le chemin d’une image est la suite de ses groupes dans {through}, au K retenu ; "
    "le chemin principal d’une classe est celui que ses images d’apprentissage suivent le plus "
    "souvent.",
    "paths_through": "{stages} des {hidden} couches cachées ({layers})",
    "embedded": "Pour les figures, chaque couche a été projetée en deux dimensions par UMAP "
    "[@mcinnes2018] ({umap} ; {neighbors} plus proches voisins exacts, distance {metric}, "
    "distance minimale {distance}), ajusté sur {fitted}{placed}. Les groupes, les chemins et les "
    "mesures qui suivent ne reposent pas sur ces cartes.",
    "embedded_placed": " ; les autres n’ont pas été projetées, mais placées à la moyenne de leurs "
    "plus proches images d’apprentissage, pondérée par les degrés d’appartenance d’UMAP",
    "metric_euclidean": "euclidienne",
    "metric_manhattan": "de Manhattan",
    "metric_chebyshev": "de Tchebychev",
    "metric_cosine": "cosinus",
    # Measures, replicates, software.
    "measures": "L’accord des groupes avec les classes est mesuré par la pureté et par "
    "l’information mutuelle ajustée [@vinh2010] ; ce qu’une couche contient par ailleurs des "
    "classes, par une sonde linéaire [@alain2016] ({sklearn} [@pedregosa2011]) et par la "
    "profondeur de prédiction, aux plus proches voisins [@baldock2021]. Sauf mention contraire, "
    "tout est mesuré sur les images de test.",
    "detectors_are": "La détection des images de classes jamais apprises est mesurée par l’AUROC "
    "(la classe positive est le connu) d’un score qui dit à quel point le chemin d’une image est "
    "typique de sa classe prédite, à côté de la plus grande probabilité softmax "
    "[@hendrycks2017] et d’autres scores.",
    "replicates_one": "Un autre réseau de ce type a été entraîné, avec d’autres graines, d’autres "
    "images d’apprentissage et d’autres images de test. Les nombres sont ceux de ce seul réseau, "
    "sans intervalles. {controls}",
    "replicates_many": "{count} autres réseaux de ce type ont été entraînés, avec d’autres "
    "graines, d’autres images d’apprentissage et d’autres images de test. Les nombres sont des "
    "moyennes sur ces réseaux ; les intervalles de confiance à 95 % sont sur les réseaux et les "
    "images, qui sont croisés [@owen2007]. {controls}",
    "controls_are": "Les témoins sont les pixels bruts et, pour chacun de ces réseaux, le même "
    "sans apprentissage et un autre entraîné sur des étiquettes mélangées.",
    "one_network": "Tous les nombres sont ceux d’un seul réseau ; les intervalles de confiance à "
    "95 % sont sur les seules images. Son témoin : les pixels bruts{twin}.",
    "one_twin": ", et son jumeau sans apprentissage, avec {weights}",
    "software": "Tout a été calculé par chemins {version} [@chemins], un workflow pour Snakemake "
    "[@molder2021]{others}. Tout ce qui est aléatoire a été tiré de la graine {seed}, formée de "
    "celle de la configuration et des classes.",
    "software_others": ", avec {others}",
    # What was not done, or is not known.
    "say_how": "Dire ici comment les réglages ci-dessus ont été choisis, et si d’autres ont été "
    "essayés : chemins l’ignore, et n’en a cherché aucun.",
    "known_before": "Les groupes et les cartes ont vu les images sur lesquelles ils sont testés.",
    "training_unknown": "On ignore ici comment le réseau a été entraîné.",
    "convergence_unknown": "Après si peu d’époques, on ne sait pas si le réseau avait convergé.",
    "not_converged": "Le réseau n’a pas été entraîné jusqu’à la convergence : sa perte "
    "d’apprentissage a baissé de {fall} sur les {patience} dernières époques.",
    "k_doubted": "K = {k} dans {layer} est à prendre avec réserve ({note}).",
    "one_pool": "Tous les réplicats tirent leurs images d’un même ensemble, dont le choix n’est "
    "dans aucun intervalle.",
    "only_once": "Ce que feraient d’autres réseaux de ce type n’est dans aucun intervalle.",
    "no_untrained": "Il n’y a pas de témoin sans apprentissage : {reason}.",
    "no_shuffled": "Il n’y a pas de témoin entraîné sur des étiquettes mélangées.",
    "no_control": "Il n’y a pas de témoin sans apprentissage, ni entraîné sur des étiquettes "
    "mélangées.",
    "one_seed": "Les groupes et les cartes de l’expérience sont d’une seule graine.",
    "beware_plain": "Attention : {warning}.",
    "not_noted": "N’ont pas été notées les versions de {names}.",
}
