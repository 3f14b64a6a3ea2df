"""What a run's answers.md says, in French."""

TEXTS = {
    "layer": "couche",
    "layers": "couches",
    "image": "image",
    "role": "rôle",
    "path": "chemin",
    "paths": "chemins",
    "never": "jamais",
    "predicted": "prédiction",
    "probability": "probabilité",
    "travels as": "suit le chemin de",
    "silhouette": "silhouette",
    "silhouette, images drawn anew": "silhouette, images tirées à nouveau",
    "gap": "gap",
    "Calinski–Harabasz": "Calinski–Harabasz",
    "chosen K": "K retenu",
    "purity train / test": "pureté apprentissage / test",
    "AMI train / test": "AMI apprentissage / test",
    "at K = {classes}: purity train / test": "à K = {classes} : pureté apprentissage / test",
    "hidden clusters": "groupes cachés",
    "this network": "ce réseau",
    "trained": "réseaux entraînés",
    "raw pixels": "pixels bruts",
    "gain over pixels": "gain sur les pixels",
    "gain over untrained": "gain sur les réseaux sans apprentissage",
    "probe: {whose}": "sonde : {whose}",
    "neighbours: {whose}": "voisins : {whose}",
    "part of the step needed": "part du pas nécessaire",
    "committed, K = {classes}": "décidées, K = {classes}",
    "committed, chosen K": "décidées, K retenu",
    "replicates": "réplicats",
    "classes that clusters stand for": "classes que des groupes représentent",
    "prediction depth reached": "profondeur de prédiction atteinte",
    "this network, chosen K": "ce réseau, K retenu",
    "this network, K = {classes}": "ce réseau, K = {classes}",
    "replicates, K = {classes}": "réplicats, K = {classes}",
    "distinct paths": "chemins distincts",
    "their effective number, exp of the entropy": "leur nombre effectif, exponentielle de "
    "l’entropie",
    "their entropy, nats": "leur entropie, en nats",
    "weighted path purity": "pureté pondérée des chemins",
    "decision alignment": "accord des groupes avec la décision",
    "same prediction under noise (σ = 0.1)": "même prédiction avec du bruit (σ = 0,1)",
    "same path under noise": "même chemin avec du bruit",
    "the same, less the shift that all images have in common": "de même, sans le déplacement "
    "commun à toutes les images",
    "same path in another replicate, clusters matched": "même chemin dans un autre réplicat, "
    "groupes appariés",
    "p": "p",
    "adjusted p": "p ajusté",
    "in clusters of: this network ({interval})": "dans des groupes de : ce réseau ({interval})",
    "95 % interval over images": "intervalle à 95 % sur les images",
    "entropy, bits": "entropie, en bits",
    "predicted as (mean probability)": "prédiction (probabilité moyenne)",
    "atypical": "atypiques",
    "unseen only": "non vues seulement",
    "detector": "détecteur",
    "path score": "score de chemin",
    "largest softmax": "plus grand softmax",
    "energy": "énergie",
    "nearest neighbours": "plus proches voisins",
    "Mahalanobis": "Mahalanobis",
    # Numbers, layers and classes within sentences.
    "interval": " [{low} ; {high}]",
    "replicate_count_one": "{count} réplicat",
    "replicate_count": "{count} réplicats",
    "the_layer_hidden": "la couche cachée {number}",
    "the_layer_conv": "la convolution {number}",
    "the_layer_output": "la sortie",
    "the_layer_label": "l’étiquette",
    "the_layer_prediction": "la prédiction",
    "the_layer_pixels": "les pixels",
    "the_layer": "la couche {name}",
    "named_one": "{names.one} {labels}",
    "named": "{names.many} {labels}",
    "images_of_number": "images de la classe {label}",
    "taken_as_digit": "des {label}",
    "taken_as_class": "la classe {label}",
    "unseen_digits": "Chiffres jamais appris",
    "unseen_classes": "Classes jamais apprises",
    "share_of_images": "{share} des {images}",
    "class_share": "{kind} : {share}",
    "class_share_replicates": "{kind} : {own} ({share})",
    "share_in": "{share} dans {layer}",
    # What results hold in English: notes on a K, warnings, how a network is asked.
    "held_one": "les images sur lesquelles on ajuste n’ont qu’une seule activation distincte",
    "held_fewer": "moins d’activations distinctes que le K demandé",
    "held_largest": "le plus grand K essayé ; un k_max plus grand donnerait peut-être une "
    "meilleure silhouette",
    "held_smallest": "le plus petit K essayé ; un k_min plus petit donnerait peut-être une "
    "meilleure silhouette",
    "held_worse": "le réseau classe correctement {share} des {total} images de test, moins bien "
    "que le hasard ({chance}). {compare}",
    "held_hardly": "le réseau classe correctement {share} des {total} images de test, à peine "
    "mieux que le hasard ({chance}). {compare}",
    "held_compare": "Comparer l’échelle de ses entrées à celle de son apprentissage (pour un "
    "réseau interrogé ici, `network.input: {{mean, std}}` l’indique ; docs/networks.md), et "
    "l’ordre de ses classes à celui des classes de l’expérience (croissant, par étiquette)",
    "held_quantised": "sa couche {name} a des poids quantifiés, qu’aucun initialiseur ne tire",
    "held_nothing_random": "ses initialiseurs ne tirent rien au hasard",
    "held_no_second": "sa configuration ne permet pas de construire un second réseau ({name})",
    "held_no_weights": "son fichier n’a pas de poids en virgule flottante à tirer à nouveau",
    "held_not_finite": "ses réponses ne seraient pas des nombres finis",
    "held_pixels": "pixels de 0 à {scale}",
    "held_mean_std": "standardisés (moyenne {mean}, écart type {std})",
    "held_mean": "standardisés (moyenne {mean})",
    "held_std": "standardisés (écart type {std})",
    "held_resized": "redimensionnés de {old} à {new}",
    "held_grey": "le gris répété sur 3 canaux",
    "held_brightness": "réduits à la luminance",
    "held_row": "mis sur une ligne",
    "held_layout": "dans l’ordre {name}",
    # From which layer.
    "answers_title": "# {run} : {taught}",
    "network_given": "Le réseau reçoit des {given}.",
    "network_engine": "Ses réponses sont calculées par {engine}.",
    "ask_layers": "**À partir de quelle couche ?** ",
    "separation_alone": "Dans ce réseau, le seul, les groupes séparent les classes ainsi : {where} "
    "; ceux des pixels bruts {pixels}.",
    "pixels_too": "les séparent aussi",
    "pixels_not": "ne les séparent pas",
    "separation": "Les groupes séparent les classes ainsi : {outcomes} ; ceux des pixels bruts, "
    "dans {count}.{differing}",
    "count_none": "aucun",
    "count_all": "les {count}",
    "lost_long": "seulement avant la dernière couche cachée",
    "never_long": "dans aucune couche cachée",
    "from_layer": "à partir de {layer}",
    "lost_short": "seulement avant la dernière",
    "never_short": "aucune couche cachée",
    "first_any": "{outcome} d’aucun des {total} réseaux",
    "first_of": "{outcome} dans {count} réseaux sur {total}",
    "first_one": "{outcome} dans {count} réseau",
    "first": "{outcome} dans {count} réseaux",
    "outcome_any": "{outcome} d’aucun réseau",
    "outcome": "{outcome} dans {count}",
    "differs": "ce réseau : {where}",
    "differs_pixels": "les groupes des pixels de cette expérience les séparent",
    "differs_no_pixels": "les groupes des pixels de cette expérience ne les séparent pas",
    "mark": "Le seuil est de {mark} des images de test dans un groupe de leur propre {one}, avec "
    "autant de groupes que de classes ; {others}.",
    "mark_same": "un seuil de {mark} donnerait le même résultat",
    "mark_other": "un seuil de {mark} donnerait : {given}",
    "other_pixels_too": "les pixels aussi",
    "other_pixels_not": "pas les pixels",
    "other_pixels": "les pixels dans {count}",
    "beware": "**Attention :** {warning}.",
    "gain": "L’information mutuelle ajustée (AMI) dans {layer} est de {ami}, soit un gain de "
    "{over_pixels} sur les pixels bruts ({pixels}) et de {over_untrained} sur un réseau sans "
    "apprentissage ({untrained}) ; avec des étiquettes mélangées, elle est de {shuffled} "
    "({replicates} ; ce réseau : {own}).",
    "own_layer": "Dans {layer}, cette part est de {purity}, et pour les pixels bruts de {pixels} "
    "; l’information mutuelle ajustée (AMI) est de {ami}, {gain} {base} pour les pixels.",
    "gain_hardly": "guère plus que",
    "gain_alike": "à peu près comme",
    "gain_more": "contre",
    "gain_less": "moins que",
    "own_intervals": "{text} Les intervalles sont à 95 %, sur les images : il n’y a qu’un réseau.",
    "mixture": "Ces valeurs sont celles de k-means ; avec un mélange gaussien, le gain sur les "
    "pixels bruts est de {gain} (AMI de {ami} contre {base}).",
    "unstable_in": "{unstable} sur {clusters} dans {layer}",
    "unstable_many": "{count} couches sur {layers} en ont",
    "unstable_layers": "**Attention :** des groupes ne sont pas stables ({told}) : si l’on tirait "
    "les images à nouveau, elles seraient groupées autrement, et ce qui est dit de ces groupes ne "
    "tient pas.",
    "committed": "{share} des images de test y sont décidées.",
    "right": "Ce réseau en classe correctement {share}.",
    "points": "{points} points",
    "last_adds": "La dernière couche cachée améliore l’exactitude : {gained}",
    "last_costs": "La dernière couche cachée dégrade l’exactitude : {gained}",
    "last_nothing": "La dernière couche cachée n’améliore pas l’exactitude : {gained}, dans les "
    "limites de {margin}",
    "last_open": "On ne peut pas dire si la dernière couche cachée améliore l’exactitude : "
    "{gained}, ni nettement différent de 0 ni dans les limites de {margin}",
    "last_layer": "{verdict} ({with_it} avec {layer}, {without} sans elle).",
    # A network that has not learnt what it can.
    "after_epochs_one": "**Non convergé :** après {epochs} époque",
    "after_epochs": "**Non convergé :** après {epochs} époques",
    "loss_unknown": "{lead}, on ne sait pas comment évolue la perte d’apprentissage",
    "loss_falls": "{lead}, la perte d’apprentissage baisse encore, de {fall} sur les {patience} "
    "dernières",
    "trained_so_far": "{told}{pixels}.{longer} Ce qui est dit des couches vaut pour des réseaux "
    "entraînés jusque-là{goes_on}.",
    "trains_on": " ; `epochs: converged` poursuit l’apprentissage",
    "longer": " Un des réplicats, entraîné {how}, classe correctement {share} des {images} "
    "images de test, soit {points} points.",
    "longer_for": "pendant {epochs} époques",
    "longer_until": "jusqu’à ce que sa perte ne baisse plus ({epochs} époques)",
    "pixels_better": ", et un classifieur linéaire des pixels classe correctement plus d’images "
    "de test ({pixels} contre {network})",
    # The untrained twin.
    "twin": "Cette AMI représente un gain de {over_pixels} sur les pixels bruts et de "
    "{over_untrained} sur un réseau sans apprentissage ({untrained}), son jumeau : la même "
    "architecture avec {weights}, une seule fois, sur les mêmes images. Ce que changerait un "
    "autre tirage de ces poids n’est dans aucun intervalle.",
    "weights_shuffled": "des poids de mêmes moments, les siens permutés dans chaque tenseur",
    "weights_drawn": "des poids initiaux tirés à nouveau",
    "no_twin": "Ce réseau n’a pas pu être comparé à un jumeau sans apprentissage : {reason}.",
    "twin_told": "Information mutuelle ajustée (AMI) des groupes et des étiquettes sur les images "
    "de test, pour ce réseau et pour son jumeau sans apprentissage : la même architecture, avec "
    "{weights}{by}. Il n’y a qu’un réseau et qu’un jumeau : les intervalles à 95 % sont sur les "
    "images, et disent ce que changeraient d’autres images, mais non d’autres réseaux, ni un "
    "autre tirage des poids du jumeau. Les gains sont appariés par image. On ignore ici comment "
    "le réseau a été entraîné : il n’y a donc pas de témoin entraîné sur des étiquettes "
    "mélangées.",
    "by_initialisers": " par les initialiseurs de ses couches",
    "twin_chosen": "Au K retenu, qui peut différer d’une couche et d’un réseau à l’autre :",
    # Signatures.
    "ask_signatures": "**Les signatures diffèrent-elles ?** ",
    "signatures": "Dans ce réseau, les {images} images de test suivent {distinct} chemins "
    "distincts à travers {through} ({with_ends} avec l’étiquette et la prédiction) ; {main} "
    "suivent le chemin principal de leur classe{shared}, et {exceptions}.",
    "hidden_all": "les couches cachées",
    "hidden_some": "{stages} des {hidden} couches cachées",
    "shared": " ({groups} ont le même)",
    "exceptions_none": "aucune image ne suit le chemin principal d’une autre classe",
    "exception_pair": "{count} × {label} comme {travels}",
    "exception_images_one": "{count} image",
    "exception_images": "{count} images",
    "exceptions_travel_one": "{images} (apprentissage compris) suit celui d’une autre classe : "
    "{named}{rest}",
    "exceptions_travel": "{images} (apprentissage compris) suivent celui d’une autre classe : "
    "{named}{rest}",
    "exceptions_rest_one": ", et {count} autre",
    "exceptions_rest": ", et {count} autres",
    "unstable_paths": "**Attention :** les chemins principaux ({classes}) passent par des groupes "
    "qui ne sont pas stables : si l’on tirait les images à nouveau, d’autres les suivraient.",
    "distance_pair": "Les chemins des classes sont distants de {distance} (distance de "
    "Jensen–Shannon, de 0 à 1), {controls}.",
    "distance_pairs": "Les chemins de deux classes sont distants de {distance} en moyenne sur les "
    "{pairs} paires (distance de Jensen–Shannon, de 0 à 1), {controls}. Pour les réseaux "
    "entraînés, les paires vont de {nearest} à {farthest}.{alike}",
    "alike_one": " Dans ce réseau, {alike} paire sur {pairs} ne diffère pas plus que par hasard.",
    "alike": " Dans ce réseau, {alike} paires sur {pairs} ne diffèrent pas plus que par hasard.",
    "control_pixels": "les groupes des pixels bruts de {pixels}",
    "control_untrained": "{pixels}, les chemins d’un réseau sans apprentissage de {untrained}",
    "control_shuffled": "{untrained} et ceux d’un réseau entraîné sur des étiquettes mélangées de "
    "{shuffled}",
    "moves": "Quand on déplace l’activation d’une image de test du pas qui mène du centroïde de "
    "son groupe à celui d’un groupe d’une autre classe, et que le reste du réseau répond, voici "
    "la part des prédictions qui changent : {told} (un pas aussi long dans une direction "
    "aléatoire : {random}).",
    "moves_range": "de {fewest} à {most}, sur {layers} couches",
    "moves_random": "de {fewest} à {most}",
    # The unknown.
    "ask_unseen": "**Où va l’inconnu ?** ",
    "unseen_none": "Aucune image de {names.never_taught} n’a été présentée à ce réseau.",
    "unseen_told": "{basis} : {told} {noticed}",
    "basis_alone": "Dans ce réseau, le seul (intervalles sur les images)",
    "basis_one": "Dans le seul réplicat",
    "basis": "Sur {count} réplicats",
    "taken": "{images} sont prises pour {taken}",
    "taken_here": "{share} des {images} (ce réseau : {here})",
    "taken_otherwise": "{share} des {images} (ce réseau en prend {here} pour {taken})",
    "undecided": "on ne peut pas dire si les {images} sont prises pour {first} plutôt que pour "
    "{second} (ce réseau en prend {here} pour {taken})",
    "detection": "Le chemin d’une image distingue les {names.never_taught} de ce que le réseau "
    "connaît avec une AUROC de {paths} ; le meilleur des autres scores, {other}, atteint {best} "
    "(moyennes sur les {names.never_taught} ; 0,5 : au hasard).",
    # Tables, and what is said above them.
    "note_on_k": "- {layer}, K = {k} : {note}.",
    "note_on_sample": "- Les silhouettes de certaines couches ({layers}) sont celles d’un "
    "échantillon aléatoire des images d’apprentissage (± erreur type de la moyenne) ; le choix de "
    "K repose sur lui.",
    "note_on_fit": "- k-means a été ajusté sur un échantillon aléatoire de {count} images parmi "
    "{of}, où chaque classe garde sa part ; les autres ont été affectées au groupe du centroïde le "
    "plus proche.",
    "note_on_asked_test": "- Les voisins, la profondeur de prédiction et les scores des images "
    "connues portent sur un échantillon aléatoire de {count} images de test parmi {of}, où chaque "
    "classe garde sa part.",
    "note_on_asked_unseen": "- Les scores des images inconnues portent sur un échantillon "
    "aléatoire de {count} parmi {of}, où chaque classe garde sa part ; leurs destinations portent "
    "sur toutes.",
    "k_resampled": "{k} dans {samples}",
    "k_table": "## Quelle confiance accorder à K ?\n\nLe nombre de groupes que choisirait chacun "
    "de ces critères ; c’est celui de la silhouette qui est retenu. Une statistique gap "
    "(Tibshirani, Walther, Hastie 2001) de 1 signifie qu’il n’y a aucun groupe. Les images sont "
    "tirées à nouveau {times} fois, avec remise, parmi {images} images sur lesquelles les groupes "
    "sont ajustés.",
    "not_trusted": "- {layer}, groupe {cluster} : peu fiable, sa stabilité est de {stability} "
    "(moyenne du meilleur indice de Jaccard sur 50 rééchantillonnages bootstrap).",
    "controls_title": "## Comparaison avec les témoins",
    "controls_told": "Information mutuelle ajustée (AMI) des groupes et des étiquettes sur les "
    "images de test, moyenne sur les réplicats ({count}) avec son intervalle de confiance à 95 % "
    "sur les réseaux et les images. Les réplicats ont d’autres graines, d’autres images "
    "d’apprentissage et d’autres images de test, chacun les siennes parmi celles qu’il n’a pas "
    "apprises, {images} différentes en tout. Les gains sont appariés par réplicat.",
    "controls_at": "À K = {classes}, le nombre de classes :",
    "controls_chosen": "Au K de la plus grande silhouette, qui diffère d’une couche et d’un "
    "réseau à l’autre :",
    "probes": "Ce qui reconnaît les classes par ailleurs : une sonde linéaire et les plus proches "
    "voisins (en nombre impair, au plus la racine carrée du nombre d’images d’apprentissage par "
    "{one}) ; part des images de test bien classées.",
    "commitment": "À partir de quelle couche chaque image est décidée",
    "commitment_told": "Parts des images de test, croissantes de couche en couche. Décidées : à "
    "partir de cette couche, la classe majoritaire du groupe de l’image est la prédiction du "
    "réseau. Profondeur de prédiction : à partir de cette couche, c’est le vote des plus "
    "proches voisins qui l’est.",
    "moves_told": "## Les groupes décident-ils ?\n\nChaque image de test dont le groupe "
    "représente la prédiction est déplacée vers chaque groupe qui représente une autre classe : "
    "la différence des deux centroïdes est ajoutée à son activation, et le reste du réseau "
    "répond. Part des prédictions qui changent ; les témoins sont des pas de même longueur. *Tout "
    "sauf le pas* : tout, sauf la composante le long du pas, est remplacé par ce qu’a une image "
    "de l’autre groupe.",
    "main_paths": "## Chemins principaux",
    "main_through": "À travers {stages}.",
    "paths_title": "## Mesures des chemins",
    "paths_told_alone": "Sur les images de test, avec des intervalles à 95 % sur ces images.",
    "paths_told": "Sur les images de test.",
    "differences": "Distance entre les chemins des classes, à K = nombre de classes{some} : "
    "distance de Jensen–Shannon, de 0 à 1, diminuée de ce que le hasard y ajoute. p : les chemins "
    "de ce réseau diffèrent-ils plus que par hasard, d’après 999 permutations ; ajusté selon "
    "Benjamini et Hochberg sur toutes les paires.",
    "differences_some": ", les {pairs} paires les plus semblables sur {all}",
    "exceptions_told": "## Exceptions\n\nImages dont les groupes cachés forment le chemin "
    "principal d’une autre classe{some} :",
    "exceptions_some": " ; les {listed} premières sur {all}",
    "unseen_table": "## {title}\n\nOù vont leurs images dans ce réseau, couche par couche : part "
    "et classe majoritaire des groupes où elles entrent ; ce que le réseau prédit, et combien "
    "sont atypiques de cette prédiction (p conforme ≤ 0,05).",
    "predicted_share": "{name} : {share} ({probability})",
    "destination": "{share} groupe {cluster} ({held})",
    "affinity": "À K = nombre de classes, les trois classes où vont le plus d’images ; entropie "
    "des groupes où elles vont.",
    "affinity_replicates": "À K = nombre de classes, les trois classes où vont le plus d’images ; "
    "entropie des groupes où elles vont, sur les réplicats.",
    "detectors": "## Le réseau s’en apercevrait-il ?",
    "detectors_told": "AUROC / taux de faux positifs pour 95 % de vrais positifs (la classe "
    "positive est le connu ; mesuré sur la moitié des images de test qui n’a servi à aucun "
    "calibrage), moyenne sur les réplicats s’il y en a. La meilleure AUROC de chaque {one} est en "
    "gras : on y voit où les chemins perdent.",
    "conformal_none": "Valeurs p conformes des chemins : il ne restait aucune image de test pour "
    "les calibrer.",
    "conformal": "Valeurs p conformes des chemins, prises dans la classe prédite : {shares} ont p "
    "≤ 0,05 (ce serait le cas d’environ 5 % des images connues). Avec ce nombre d’images de "
    "calibrage, p ne peut pas être inférieur à {limits}.",
    "conformal_limit": "{p} parmi les {images}",
    "score_in": "{score} dans {layer}",
}
