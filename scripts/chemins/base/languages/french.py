"""What printed figures and their captions say, in French. Blanks before `:`, `;`, `?` and `%` are
such that no line ends there."""

TEXTS = {
    "and": "et",
    "between": " ; ",
    # Classes and layers.
    "digit": "chiffre",
    "digits": "chiffres",
    "class": "classe",
    "classes": "classes",
    "kind_of_digit": "{label}",
    "kind_of_class": "classe {label}",
    "images_of_digit": "images de {label}",
    "images_of_class": "images de {kind}",
    "taught_digits": "chiffres appris",
    "taught_classes": "classes apprises",
    "never_digits": "chiffres jamais appris",
    "never_classes": "classes jamais apprises",
    "unseen": "non vu",
    "train": "apprentissage",
    "test": "test",
    "layer_hidden": "couche cachée {number}",
    "layer_conv": "convolution {number}",
    "layer_output": "sortie",
    "layer_label": "étiquette",
    "layer_prediction": "prédiction",
    # Titles.
    "title_flow": "Chemins des images, de l’étiquette à la prédiction",
    "title_embeddings": "Chaque couche en deux dimensions",
    "title_exceptions": "Images hors du chemin principal de leur classe",
    "title_flow-all-layers": "Chemins des images, avec les pixels et la sortie",
    "title_clustering": "Nombre de groupes de chaque couche",
    "title_interventions": "Prédictions après déplacement des activations",
    "title_training": "L’apprentissage",
    "title_learning": "Ce que chaque couche distingue, au fil de l’apprentissage",
    "title_learning-flow": "Les chemins, au fil de l’apprentissage",
    "title_learning-classes": "Quand chaque classe trouve son chemin",
    "head_flow": "{run} : chemins des images, de l’étiquette à la prédiction",
    "head_flow-all-layers": "{run} : chemins des images, avec les pixels et la sortie",
    "head_embeddings": "{run} : les réponses de chaque couche en deux dimensions",
    "head_exceptions": "{run} : images hors du chemin principal de leur classe",
    "head_clustering": "{run} : nombre de groupes de chaque couche",
    "head_interventions": "{run} : les groupes décident-ils ?",
    "head_training": "{run} : l’apprentissage",
    "head_learning": "{run} : ce que chaque couche distingue, au fil de l’apprentissage",
    "head_learning-flow": "{run} : les chemins, au fil de l’apprentissage",
    "head_learning-classes": "{run} : quand chaque classe trouve son chemin",
    # What is fitted on what.
    "fitted_on_all": "toutes les images, y compris celles de test et celles des classes non "
    "apprises",
    "fitted_on_train": "les seules images d’apprentissage",
    # The flow.
    "flow_known": "{known} images des {taught}",
    "flow_unseen": ", {unseen} images de {never} (hachurées)",
    "flow_beside": ". À côté d’un groupe : ",
    "flow_beside_some": ". À côté d’un groupe, là où il y a la place : ",
    "flow_image": "son image moyenne, ",
    "flow_says": "l’étiquette ({one}) la plus fréquente et la stabilité (1 au plus)",
    "flow_dashed": " ; en tirets, avec « ? » : stabilité inférieure à {trusted}, groupe peu fiable",
    "flow_ends": ". Aux extrémités : pour chaque {one}, l’image la plus proche de la moyenne",
    "cluster": "groupe {cluster} : {share}",
    "cluster_unseen": "groupe {cluster} : non vus seulement",
    "share_of_kind": "{share} de {kind}",
    "stability": "stabilité {number}",
    "unstable": "instable : {number} ?",
    # Maps.
    "maps_about": "UMAP des activations standardisées, ajusté sur {fitted} ; les autres "
    "images sont placées à la moyenne pondérée de leurs plus proches voisines ajustées{below}",
    "maps_shown": " ; points : {count} des {images} images, tirées uniformément, chemin par chemin",
    "maps_below": " ; sous chaque carte, pour les images : {roles}",
    "trustworthiness": "fiabilité",
    "continuity": "continuité",
    "maps_quality": "Pour les images ({roles}) : {told}.{sample}",
    "maps_drawn": "{images} images ({role})",
    "maps_sample": " Valeurs mesurées sur un échantillon aléatoire : {drawn}.",
    # Images off the main path.
    "gallery_none": "toutes les images d’apprentissage et de test suivent le chemin principal "
    "de leur classe",
    "gallery_count": "{shown} sur {strays} ; ",
    "gallery_about": "{count}en haut : l’étiquette ({one} ; * image d’apprentissage) ; en bas "
    ": le chemin principal suivi, puis la prédiction et sa probabilité",
    "gallery_no_path": "aucun chemin",
    "gallery_as_digit": "comme {kind}",
    "gallery_as_class": "comme {kind}",
    # How many clusters.
    "k_about": "k-means, ajusté sur {fitted} ; en rouge : le K retenu, en tirets : autant de "
    "groupes que de classes{above}",
    "k_above": " ; en gris : K selon la statistique gap, selon Calinski–Harabasz (CH), et "
    "nombre d’échantillons bootstrap qui donnent le même K",
    "k_short": "gap {gap}, CH {ch}, {same} sur {all}",
    "k_or_more": "{gap} ou plus",
    "k_layer": "{layer} : silhouette {k}, gap {gap}, Calinski–Harabasz {ch}, même K dans "
    "{same} échantillons bootstrap sur {all}",
    "k_sentence": "K par couche : {told}.",
    "inertia": "inertie",
    "mean_silhouette": "silhouette moyenne",
    # The training.
    "training_about_one": "après {epochs} époque, {share} des images de test sont bien classées",
    "training_about": "après {epochs} époques, {share} des images de test sont bien classées",
    "training_train": "apprentissage (moyenne sur l’époque)",
    "epoch": "époque",
    "loss": "perte",
    "accuracy": "exactitude",
    # L’apprentissage au fil des époques.
    "learning_ami": "AMI des groupes et des classes, par couche",
    "learning_shares": "part des images de test, %",
    "learning_right": "bien prédites",
    "learning_on_final": "sur leur chemin final",
    "learning_about": "traits épais : moyenne de {count} réseaux et son intervalle à 95 % ; traits "
    "fins : ce réseau",
    "learning_about_one": "trait épais : un autre réseau ; trait fin : ce réseau",
    "learning_untrained": "époque 0 : sans apprentissage",
    "learning_about_own": "ce réseau, avec des intervalles à 95 % sur les images de test",
    "learning_epoch": "époque {epoch}",
    "learning_panel": "{right} bien prédites, {path} sur leur chemin final",
    "learning_flow_about": "les mêmes {images} images à {count} époques, dans les groupes de la "
    "dernière ; à côté d’un groupe : sa classe ({one}) la plus fréquente à ce moment",
    "learning_flow_unseen": " ; hachurés : {never}",
    "learning_classes_about": "parmi les images de test d’une même étiquette ({one}), la part bien "
    "prédite et la part sur son chemin principal",
    "learning_own_share": "ce réseau",
    "learning_replicated_one": "un autre réseau",
    "learning_replicated": "moyenne de {count} réseaux",
    "learning_dot": "point",
    "learning_dot_behind": "point, et au bout de la ligne",
    "learning_since": "{dot} : l’époque à partir de laquelle elle reste à {mark} (trait gris) ou "
    "plus, dans {whose}",
    "learning_median": "le réseau médian",
    "learning_median_interval": ", avec son intervalle à 95 %",
    "learning_path": "sur son chemin principal",
    "learning_never": "jamais",
    "learning_mark": "Le seuil est de {mark}.",
    # Moves.
    "moves_none": "aucune activation de ce réseau n’a pu être déplacée : dans aucune couche "
    "cachée un groupe ne représente une autre classe que la prédiction, toute la réponse de la "
    "couche allant à la sortie",
    "moves_steps": "on déplace l’activation d’une image de test, le reste du réseau répond",
    "moves_own": "losanges rouges : ce réseau",
    "moves_dots": "points : {count} autres réseaux ; barres : leur moyenne et son intervalle "
    "à 95 %",
    "moves_axis": "prédictions changées, %",
    "moves_axis_short": "changées, %",
    "to another cluster": "vers un autre groupe",
    "to its class": "vers sa classe",
    "random step": "pas aléatoire",
    "covariance step": "pas de covariance",
    "within the cluster": "dans le groupe",
    "all but the step": "tout sauf le pas",
    "untrained": "sans apprentissage",
    "shuffled labels": "étiquettes mélangées",
    # Captions.
    "caption": "{title}. {about} {told}\n",
    "about_run": "Expérience {run} : un réseau qui a appris les {taught}.",
    "about_run_unseen": "Expérience {run} : un réseau qui a appris les {taught}, et à qui "
    "l’on a présenté des images de {unseen}, absentes de l’apprentissage.",
    "saw_sample": "Parmi les images d’ajustement, {method} n’a vu qu’un échantillon "
    "aléatoire de {count}, chaque classe selon sa part.",
    "shown_sample": "{count} des {images} images sont représentées, tirées uniformément, chemin "
    "par chemin.",
    "images_beside": "À côté d’un groupe, là où il y a la place, la moyenne de ses images ; "
    "aux extrémités, pour chaque {one}, l’image la plus proche de la moyenne de toutes celles "
    "qui portent cette étiquette, et de toutes celles qui reçoivent cette prédiction.",
    "in_untrained": "dans un réseau sans apprentissage",
    "in_shuffled": "dans un réseau entraîné sur des étiquettes mélangées",
    "otherwise": " ; le premier type de déplacement {networks}",
    "unmoved": "Ne sont pas montrées : {layers}. La sortie y dépend d’autre chose que de la "
    "seule réponse de la couche, ou aucun groupe n’y représente une autre classe que la "
    "prédiction.",
    "caption_flow": "Chaque ruban est un ensemble d’images d’une même étiquette ({one}), "
    "d’autant plus large qu’elles sont nombreuses. De gauche à droite : ce que les images "
    "sont, le groupe où elles tombent dans chaque couche cachée, ce que dit le réseau. À côté "
    "d’un groupe : la part de l’étiquette la plus fréquente parmi ses images des {taught}, et "
    "sa stabilité : on tire à nouveau les images, avec remise, on les regroupe encore, et "
    "l’on prend la moyenne sur les tirages du plus grand indice de Jaccard avec un nouveau "
    "groupe (d’après Hennig 2007). En tirets, avec « ? » : stabilité inférieure à {trusted}, "
    "groupe peu fiable.",
    "caption_embeddings": "UMAP des activations standardisées de chaque couche, ajusté sur "
    "{fitted}. Les autres images sont placées à la moyenne pondérée de leurs plus proches "
    "voisines ajustées. La fiabilité (Venna, Kaski 2001) vaut 1 quand les 15 plus proches "
    "voisines d’une image sur la carte le sont aussi par les activations, la continuité quand "
    "les plus proches par les activations le sont aussi sur la carte ; 0 serait le pire des "
    "cas. Chaque image est comparée à celles sur lesquelles UMAP a été ajusté, une image "
    "placée ensuite comme si elle était seule.",
    "caption_exceptions": "D’abord les images dont les groupes cachés forment le chemin "
    "principal d’une autre classe, puis celles qui ne suivent le chemin principal d’aucune "
    "classe ; les images de test avant celles d’apprentissage (*).",
    "caption_flow-all-layers": "Les mêmes chemins avec deux étapes de plus : les groupes des "
    "pixels bruts, comme témoin, et ceux de la sortie softmax.",
    "caption_clustering": "Silhouette moyenne et inertie de k-means pour chaque K essayé, sur "
    "{fitted}. En rouge : le K retenu, celui de la plus grande silhouette sauf si la "
    "configuration en décide autrement ; dans ce cas, au-dessus, ce qui l’appuie par ailleurs "
    ": le K de la statistique gap (Tibshirani, Walther, Hastie 2001 ; 1 : aucun groupe), celui "
    "de Calinski et Harabasz (1974 ; CH), et le nombre d’échantillons bootstrap des images où "
    "la silhouette donne le même K.",
    "caption_interventions": "Images de test dont le groupe représente leur prédiction, "
    "déplacées vers chaque groupe qui représente une autre classe : la différence des deux "
    "centroïdes est ajoutée à l’activation de la couche cachée, et le reste du réseau répond. "
    "Part des prédictions qui changent, et part de celles qui deviennent la classe de l’autre "
    "groupe. Témoins, avec des pas de même longueur : dans une direction aléatoire, dans une "
    "direction tirée selon la covariance de la couche, vers une autre image du même groupe ; "
    "tout sauf la composante le long du pas remplacé par celui d’une image de l’autre "
    "groupe{otherwise}.",
    "caption_training": "Perte et exactitude à chaque époque : sur les images d’apprentissage "
    "la moyenne sur l’époque, sur les images de test la valeur à sa fin. Les images de test ne "
    "servent qu’à mesurer.",
    "caption_learning": "À gauche : à quel point les groupes de chaque couche, refaits à chaque "
    "époque avec autant de groupes que de classes, sont les classes des images de test "
    "(information mutuelle ajustée). À droite : la part des images de test bien prédites, et de "
    "celles dont les groupes, selon autant de centres de la dernière époque, sont ceux qu’elles y "
    "ont. Bandes : intervalles à 95 % sur les réseaux et les images. Les époques sont espacées "
    "selon log(1 + époque).",
    "caption_learning-flow": "Chaque ruban est un ensemble d’images d’une même étiquette ({one}), "
    "aussi large qu’elles sont nombreuses. Les époques sont telles que, de l’une à l’autre, aussi "
    "peu d’images que possible changent de chemin. Les groupes sont ceux de la dernière époque : "
    "on garde leurs centres, et chaque image va au plus proche. En haut : parmi les images des "
    "{taught}, la part bien prédite et la part qui a les mêmes groupes qu’à la fin.",
    "caption_learning-classes": "Surfaces : parmi les images de test d’une même étiquette ({one}), "
    "la part bien prédite, et la part dont les groupes, selon autant de centres de la dernière "
    "époque que de classes, forment le chemin principal de la classe : le plus fréquent de ses "
    "images d’apprentissage à cette époque ; plus pâle, l’intervalle à 95 % sur les réseaux et les "
    "images. Points : l’époque gardée à partir de laquelle la part reste au seuil ou au-dessus "
    "dans toutes les suivantes, dans le réseau médian ; s’il y a assez de réseaux, avec "
    "l’intervalle de cette médiane d’après les statistiques d’ordre (au moins 95 %).",
}
