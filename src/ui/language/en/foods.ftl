# Foods and their tables.
foods-unknown = This is none of the food tables that can be read (CIQUAL, USDA FoodData Central, USDA SR, CoFID, BLS). Nothing was changed.
foods-unreadable = This file cannot be read: { $why }. Nothing was changed.
foods-broken = This table is damaged: { $why }. Nothing was changed; save it anew.
foods-zip-broken = This zip cannot be unpacked: { $why }. Nothing was changed.
foods-too-large = This table is longer than { $most } MB unpacked. Nothing was changed.
foods-too-many = This table has more than { $most } foods. Nothing was changed.
foods-too-wide = This table has more than { $columns } columns or { $rows } rows. Nothing was changed.
foods-line-long = This table has a line of more than { $most } kB. Nothing was changed; save it anew.
foods-workbook-odd = This workbook is put together like none of a food table. Nothing was changed; open it in a spreadsheet program and save it anew.
foods-too-much = This table says more of its foods than can be read at once. Nothing was changed; bring in the table as its publisher hands it out.
foods-upload-large = A table of foods has at most { $most } MB as it is sent. Nothing was changed.
foods-none = No food could be read in this file. Nothing was changed; check that it is the table itself.
foods-no-column = This table has no column { $column }. Nothing was changed.
foods-no-nutrients = No column of this table names a nutrient with its unit. Nothing was changed.
foods-xml-long = This XML has an element that is too long. Nothing was changed.
foods-no-file = must be chosen
foods-value = must be a number, < and a number, traces, or nothing
foods-gone = The table that you looked at is no longer kept. Choose the file again. Nothing was changed.
foods-busy = Another table is being imported. Try again when it is done.
foods-official = This food belongs to a table, which never changes: make a copy of it and change that. Nothing was changed.
foods-language = must be English, French or German
foods-group = must be a list of up to 3 names of at most 80 characters
foods-nutrient = must be a nutrient
foods-list = must be a list of at most { $most } entries
refused-no-table = No file was chosen. Choose the table that its publisher hands out. Nothing was changed.

foods-remark-unreadable = not readable: that value counts as unknown
foods-remark-twice = code comes twice: the fuller row was kept (its row stands behind the code)
foods-remark-width = row with more or fewer columns than the first: left out
foods-remark-no_code = row without a code: left out
foods-remark-no_name = row without a name: left out
foods-remark-above = parts add up to more than 105 g in 100 g: kept as the table has it
foods-remark-column = column that is no nutrient of ours: not taken
foods-remark-nutrient = values of a nutrient that is none of ours: not taken
foods-remark-other_kind = rows that are no foods of a table (samples, lots, brands): not taken
foods-remark-older = older row of the same food: the newer was kept
foods-remark-portion = portion without a weight: left out
foods-remark-group = group that the table does not name: the food has no group
foods-remark-stray = values of a food that the table does not list: left out
foods-remark-fewer = far fewer foods than the edition in use: check that the file is whole
foods-place = row { $row }: { $text }
foods-states = { $values } numbers, { $less } “less than”, { $traces } traces, { $missing } unknown
foods-changes = { $new } new, { $same } the same, { $changed } changed, { $gone } no longer there
foods-progress = { $done } of { $total } foods are in.
foods-count = { $count ->
     [one] { $count } food
    *[other] { $count } foods
}
