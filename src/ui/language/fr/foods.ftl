# Les aliments et leurs tables.
foods-unknown = Ce n’est aucune des tables d’aliments lisibles (CIQUAL, USDA FoodData Central, USDA SR, CoFID, BLS). Rien n’a été modifié.
foods-unreadable = Ce fichier ne peut pas être lu : { $why }. Rien n’a été modifié.
foods-broken = Cette table est endommagée : { $why }. Rien n’a été modifié ; enregistrez-la de nouveau.
foods-zip-broken = Ce fichier zip ne peut pas être ouvert : { $why }. Rien n’a été modifié.
foods-too-large = Cette table dépasse { $most } Mo une fois décompressée. Rien n’a été modifié.
foods-too-many = Cette table compte plus de { $most } aliments. Rien n’a été modifié.
foods-too-wide = Cette table compte plus de { $columns } colonnes ou { $rows } lignes. Rien n’a été modifié.
foods-line-long = Cette table contient une ligne de plus de { $most } ko. Rien n’a été modifié ; enregistrez-la de nouveau.
foods-workbook-odd = Ce classeur n’est construit comme celui d’aucune table d’aliments. Rien n’a été modifié ; ouvrez-le dans un tableur et enregistrez-le de nouveau.
foods-too-much = Cette table en dit plus sur ses aliments que ce qui peut être lu d’un coup. Rien n’a été modifié ; prenez la table telle que son éditeur la diffuse.
foods-upload-large = Une table d’aliments envoyée a au plus { $most } Mo. Rien n’a été modifié.
foods-none = Aucun aliment n’a pu être lu dans ce fichier. Rien n’a été modifié ; vérifiez que c’est bien la table elle-même.
foods-no-column = Cette table n’a pas de colonne { $column }. Rien n’a été modifié.
foods-no-nutrients = Aucune colonne de cette table ne nomme un nutriment avec son unité. Rien n’a été modifié.
foods-xml-long = Ce fichier XML contient un élément trop long. Rien n’a été modifié.
foods-no-file = doit être choisi
foods-value = doit être un nombre, < et un nombre, traces, ou rien
foods-gone = La table examinée n’est plus conservée. Choisissez de nouveau le fichier. Rien n’a été modifié.
foods-busy = Une autre table est en cours d’importation. Réessayez quand ce sera terminé.
foods-official = Cet aliment appartient à une table, qui ne change jamais : faites-en une copie et modifiez-la. Rien n’a été modifié.
foods-language = doit être anglais, français ou allemand
foods-group = doit être une liste d’au plus 3 noms de 80 caractères
foods-nutrient = doit être un nutriment
foods-list = doit être une liste d’au plus { $most } entrées
refused-no-table = Aucun fichier n’a été choisi. Choisissez la table telle que son éditeur la diffuse. Rien n’a été modifié.

foods-remark-unreadable = illisible : cette valeur compte comme inconnue
foods-remark-twice = code présent deux fois : la ligne la plus complète est gardée (sa ligne suit le code)
foods-remark-width = ligne qui a plus ou moins de colonnes que la première : laissée de côté
foods-remark-no_code = ligne sans code : laissée de côté
foods-remark-no_name = ligne sans nom : laissée de côté
foods-remark-above = la somme dépasse 105 g pour 100 g : gardé comme dans la table
foods-remark-column = colonne qui n’est pas un de nos nutriments : non reprise
foods-remark-nutrient = valeurs d’un nutriment qui n’est pas des nôtres : non reprises
foods-remark-other_kind = lignes qui ne sont pas des aliments de table (échantillons, lots, marques) : non reprises
foods-remark-older = ligne plus ancienne du même aliment : la plus récente est gardée
foods-remark-portion = portion sans poids : laissée de côté
foods-remark-group = groupe que la table ne nomme pas : l’aliment n’a pas de groupe
foods-remark-stray = valeurs d’un aliment absent de la table : laissées de côté
foods-remark-fewer = bien moins d’aliments que dans l’édition en usage : vérifiez que le fichier est entier
foods-place = ligne { $row } : { $text }
foods-states = { $values } nombres, { $less } « inférieur à », { $traces } traces, { $missing } inconnues
foods-changes = { $new } nouveaux, { $same } identiques, { $changed } modifiés, { $gone } disparus
foods-progress = { $done } aliments sur { $total } sont importés.
foods-count = { $count ->
     [one] { $count } aliment
    *[other] { $count } aliments
}
