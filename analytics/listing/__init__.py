"""Lists as people read them: which there are, their columns in two languages, what a column means.

Reading order: `listing` (what a list is), `listings` (which there are) with `comparisons`, `rates`,
`plan`, `index` and `index_catalogue`, `names` and the other files of names, `dictionary` (what
every column means); `orders` and `changes` lay stored rows out for a list.
"""
