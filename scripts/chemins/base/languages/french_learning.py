"""What is said of how a network's paths formed while it learned, in French."""

TEXTS = {
    "on the final path": "sur le chemin final",
    "AMI: {layer}": "AMI : {layer}",
    "two classes": "deux classes",
    "told rightly": "bien classées",
    "on its main path": "sur son chemin principal",
    "in the end": "à la fin",
    "learning_title": "## Pendant l’apprentissage",
    "learning_kept": "On a regardé les époques {epochs} : à chacune, les couches ont été groupées "
    "à nouveau, avec autant de groupes que de classes. Tout porte sur les images de test. Une "
    "chose vaut à partir d’une époque si elle vaut à celle-ci et à toutes les suivantes qui ont "
    "été regardées. {networks}",
    "epochs_many": "{first}, … et {last} ({count} en tout)",
    "learning_alone": "Il n’y a qu’un réseau : ce que feraient d’autres n’est dans aucun nombre, "
    "et ce que changeraient d’autres images dans aucune époque.",
    "learning_few_one": "Les époques sont celles de {count} réplicat, et n’ont pas d’intervalle.",
    "learning_few": "Les époques sont des médianes sur {count} réplicats, trop peu pour un "
    "intervalle à 95 % ; « jamais » compte comme plus tard que toute époque.",
    "learning_many": "Les époques sont des médianes sur {count} réplicats ; « jamais » compte "
    "comme plus tard que toute époque. Leurs intervalles à 95 % sont sur les réseaux et les "
    "images, ne supposent rien de la façon dont les réseaux diffèrent, et commencent juste après "
    "l’époque regardée auparavant.",
    # From which epoch on.
    "onset": "à partir de l’époque {epoch}{limits}",
    "onset_limits": " [{low} ; {high}]",
    "onset_open": "on ne sait pas à partir de quand",
    "onset_reached": "réseaux à la fin : {reached} sur {networks}",
    "onset_own": "ce réseau : {epoch}",
    "onset_unknown": "non déterminé",
    "onset_cell": "{epoch} ({reached} sur {networks})",
    "onset_named": "{name} (époque {epoch}{limits})",
    # Which classes are told apart.
    "ask_pairs": "**À partir de quand les classes sont-elles séparées ?** ",
    "pair_told": "Les groupes séparent {pair}, avec au moins {mark} de leurs images dans un groupe "
    "de leur propre classe : {told}.",
    "onset_in": "dans {layer} {when}",
    "pairs_told": "Sur les {pairs} paires de classes, voici combien les groupes en séparent à la "
    "fin, avec au moins {mark} de leurs images dans un groupe de leur propre classe : {told}.",
    "pairs_in": "{count} dans {layer}",
    "pairs_in_others": "{count} dans {layer} (jamais : {never}, non déterminé : {open})",
    "pairs_spread": " Parmi les premières dans {layer} : {first} ; parmi les dernières : {last}.",
    "pairs_never": " Dans {layer}, jamais : {named}.",
    "pairs_many": "{count} paires",
    # When each class learns its path.
    "ask_classes": "**À partir de quand chaque classe prend-elle son chemin ?** ",
    "classes_right": "Au moins {mark} des images d’une classe sont bien classées : {told}.",
    "classes_path": "Autant suivent le chemin qui est à la fin celui de leur classe : {told}.",
    "onset_of": "les {images} {when}",
    "classes_counted": "{count} classes sur {classes}",
    "classes_counted_others": "{count} classes sur {classes} (jamais : {never}, non déterminé : "
    "{open})",
    "classes_spread": "{told}, parmi les premières : {first}, parmi les dernières : {last}",
    # The unknown.
    "ask_unseen_since": "**Depuis quand l’inconnu y va-t-il ?** ",
    "unseen_since": "La plupart des {images} sont prises pour {taken} {when}.",
    "unseen_since_never": "Il n’y a pas de classe pour laquelle la plupart des {images} sont "
    "prises.",
    "unseen_since_open": "On ne peut pas dire à partir de quand la plupart des {images} sont "
    "prises pour ce pour quoi elles le sont à la fin.",
    # Whether it has settled.
    "ask_settled": "**L’évolution est-elle terminée ?** ",
    "settled_told": "De l’époque {since} à l’époque {last}, l’AMI des groupes et des étiquettes "
    "change de {told}. « Stabilisée » veut dire que l’intervalle reste entre ±{margin}, « évolue "
    "encore » qu’il est entièrement au-delà.",
    "settled_without": "De l’époque {since} à l’époque {last}, l’AMI des groupes et des étiquettes "
    "change de {told} ; il n’y a pas d’intervalle.",
    "change_in": "{change} dans {layer}",
    "change_forming": "{change} dans {layer} (évolue encore)",
    "change_settled": "{change} dans {layer} (stabilisée)",
    "change_open": "{change} dans {layer} (non déterminé)",
    "still_forming": "**Évolue encore :** de l’époque {since} à l’époque {last}, l’AMI des groupes "
    "et des étiquettes change de {told}.",
    "all_settled": "Les groupes se sont pourtant stabilisés : de l’époque {since} à l’époque "
    "{last}, l’AMI des groupes et des étiquettes change de moins de {margin} dans chaque couche "
    "cachée.",
    # Tables.
    "learning_courses": "Époque par époque : les images bien classées ; les images sur le chemin "
    "qu’elles prennent à la fin, et les chemins distincts, d’après les groupes de la fin ; "
    "l’accord des groupes et des étiquettes.",
    "learning_pairs": "À partir de quelle époque les groupes séparent deux classes :",
    "learning_classes": "À partir de quelle époque les images sont bien classées, et suivent le "
    "chemin qui est à la fin le chemin principal de leur classe :",
    # Papers.
    "methods_learning": "La formation des chemins a été suivie aux époques {epochs} : à chacune, "
    "chaque couche a été groupée à nouveau, à K = nombre de classes, et toutes les images ont été "
    "placées dans les groupes de la dernière.",
    "latex_learning": "Exactitude, et AMI des groupes et des étiquettes de chaque couche, pendant "
    "l’apprentissage ; sur les images de test, à K = {classes}, avec les groupes de chaque époque"
    "{interval}.",
}
