//! The list of recipes.

use crate::cache::Tag;
use crate::list::{Column, Kind, Listed, Spec};

const COLUMNS: &[Column] = &[
    Column::shown("id", "r.id", Kind::Id),
    Column::shown("name", "r.name", Kind::Text).filter().sort("fold(r.name)"),
    Column::shown(
        "servings",
        "(SELECT v.servings FROM recipe_versions v WHERE v.recipe_id = r.id AND v.version = r.version)",
        Kind::Real,
    ),
    Column::shown(
        "yield_g",
        "(SELECT v.yield_g FROM recipe_versions v WHERE v.recipe_id = r.id AND v.version = r.version)",
        Kind::Real,
    ),
    Column::shown("is_archived", "r.is_archived", Kind::Flag).filter(),
    Column::shown("created_by", "r.created_by", Kind::Id),
    Column::shown("updated_by", "r.updated_by", Kind::Id),
    Column::shown("created_at", "r.created_at", Kind::Moment).filter().sort("r.created_at"),
    Column::shown("updated_at", "r.updated_at", Kind::Moment).sort("r.updated_at"),
    Column::shown("version", "r.version", Kind::Integer),
];

pub(crate) static SPEC: Spec = Spec {
    plural: "recipes",
    from: "recipes r",
    id: "r.id",
    columns: COLUMNS,
    default_sort: "created_at",
    default_limit: 10,
    most: 100,
    counts: Some(&[Tag::Recipes]),
    whole: None,
    includes: &[],
    clinical: &[],
    dates: None,
    extras: &[],
    search: |asked, clauses| asked.begin_words_of("fold(r.name)", clauses),
};

/// The list of recipes, for a handler's signature.
pub struct RecipeList;

impl Listed for RecipeList {
    const SPEC: &'static Spec = &SPEC;
}
