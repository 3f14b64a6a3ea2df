"""What the comparison of two networks says, in French."""

TEXTS = {
    "compared_title": "# {first} et {second} : les mêmes images dans deux réseaux",
    # How alike layers are.
    "compared_layers": "**Quelles couches se ressemblent ?** ",
    "most_alike": "La plus proche de {layer} de {first} est {other} de {second} (CKA "
    "{number}{untrained}){as_alike}.",
    "most_alike_untrained": " ; sans apprentissage {number}",
    "most_alike_others": " ; aussi proches, pour autant que ces images le disent : {layers}",
    "beyond_untrained": "Sur {pairs} paires de couches, {more} se ressemblent plus qu’avant "
    "l’apprentissage et {less} moins ; pour {open}, ces images ne permettent pas de le dire.{same}",
    "same_start": " Les deux réseaux sont partis des mêmes poids.",
    "compared_alone": "Il n’y a pas de témoin sans apprentissage, car {run} n’a pas de jumeau sans "
    "apprentissage : {reason}.",
    "held_not_at_hand": "on dispose de ses activations, mais pas du réseau",
    # Clusters.
    "compared_clusters": "**Leurs groupes se correspondent-ils ?** ",
    "in_matches": "{share} des images de test sont dans des groupes appariés de {layer} de {first} "
    "et de {other} de {second}, les couches cachées les plus proches (information mutuelle ajustée "
    "{ami} ; 0 : le hasard).",
    # Images.
    "compared_fates": "**Quelles images changent de sort ?** ",
    "fates_test": "Sur {images} images de test communes, prédites autrement : {predicted} ; sur le "
    "chemin principal de leur classe dans un seul des réseaux : {strayed}.",
    "fates_unseen": "Sur {images} images d’une classe qu’aucun des deux n’a apprise, prédites "
    "autrement : {predicted}.",
    "right_about": "{first} classe correctement {one} des images de test, {second} {other}",
    "right_more": "{told} : {run} a plus souvent raison, de {points} points{tested}.",
    "right_open": "{told} : ces images ne permettent pas de dire si l’un a plus souvent "
    "raison{tested}.",
    "tested": " (seul à avoir raison : {first} pour {one}, {second} pour {other} ; test exact de "
    "McNemar, p {p})",
    "p_is": "= {p}",
    "p_below": "< {p}",
    # Another seed.
    "compared_seeds": "**Que changerait une autre graine ?** ",
    "seeds_paths": "Avec autant de groupes que de classes, {share} des images de test ont le même "
    "chemin dans les deux réseaux, groupes appariés ; dans deux réseaux du type de {first} qui "
    "diffèrent par leur graine et leurs images d’apprentissage, c’est {of_first} ; du type de "
    "{second}, {of_second}.",
    "seeds_mean": "{mean} en moyenne (de {least} à {most})",
    "seeds_alike": " Deux réseaux du même type diffèrent donc autant par cela seul.",
    "compared_these": "Tout cela ne vaut que pour ces deux réseaux. Les intervalles, à 95 %, sont "
    "sur les images : d’autres réseaux des mêmes types peuvent différer davantage.",
    # Tables.
    "alike_table": "## Ressemblance des couches\n\nCKA linéaire débiaisé de {images} images de "
    "test ; en lignes les couches de {first}, en colonnes celles de {second}.{untrained} La table "
    "`similarity.parquet` a les intervalles.",
    "alike_table_untrained": " Entre parenthèses : de même, avant l’apprentissage des deux "
    "réseaux.",
    "clusters_table": "## Accord des groupes\n\nImages de test dans des groupes appariés et, entre "
    "parenthèses, information mutuelle ajustée des groupes, au K retenu.",
    "fates_table": "## Images selon leur rôle",
    "changed_table": "## Images prédites autrement\n\n{shown} sur {count} ; la table "
    "`fates.parquet` les a toutes.",
    "shared images": "images communes",
    "predicted differently": "prédites autrement",
    "main path in one only": "chemin principal dans un seul",
    "role_test": "test dans les deux",
    "role_train": "apprentissage dans les deux",
    "role_unseen": "jamais apprises",
    "role_mixed": "pas le même dans les deux",
    "said_by": "prédiction de {run}",
    # Figures.
    "title_alike": "Ressemblance des couches de deux réseaux",
    "title_matched": "Des groupes d’un réseau à ceux de l’autre",
    "head_alike": "{first} et {second} : ressemblance de leurs couches",
    "head_matched": "{first} et {second} : d’un groupe à l’autre",
    "alike_about": "CKA linéaire débiaisé de {images} images de test{frames}",
    "alike_frames": " ; encadrée : la plus proche de la couche de la ligne",
    "alike_trained": "après apprentissage",
    "alike_untrained": "avant apprentissage",
    "layers_of": "couches de {run}",
    "matched_about": "{layer} de {first} et {other} de {second} : {images} images communes. "
    "Entourées, si le ruban est assez large : celles dont les groupes ne sont pas appariés ; "
    "{share} des images de test sont dans des groupes appariés",
    "caption_alike": "{title}. Expériences {first} et {second}. Alignement de noyaux centré (CKA) "
    "linéaire (Kornblith, Norouzi, Lee, Hinton 2019) des couches de {first} (lignes) et de "
    "{second} (colonnes), avec le HSIC sans biais (Song et coll. 2012), des activations de "
    "{images} images de test communes : 1 si elles sont les mêmes à une rotation et une échelle "
    "près, 0 si elles n’ont rien en commun.{control}",
    "caption_control": " À côté, de même, avant l’apprentissage des deux réseaux.",
    "caption_matched": "{title}. Expériences {first} et {second}. De gauche à droite : "
    "l’étiquette des images, leur groupe dans {layer} de {first}, leur groupe dans {other} de "
    "{second}, les deux couches cachées les plus proches par le CKA linéaire. Chaque ruban est un "
    "ensemble d’images d’une même étiquette ({one}). Les groupes sont appariés de sorte que le "
    "plus d’images d’apprentissage concordent (méthode hongroise) ; les rubans entourés mènent à "
    "un autre groupe que l’apparié. {share} des images de test sont dans des groupes appariés "
    "(information mutuelle ajustée {ami}).",
}
