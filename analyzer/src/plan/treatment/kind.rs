//! What a type is by its name and shape: what frameworks look for, and what is mostly values. The lists are judgement.

use super::seen::{Item, Known};
use crate::facts::{PartKind, TypeKind};
use crate::plan::Services;
use crate::words::split;

/// Names of files, types and folders that frameworks and tools look for.
const FILES: &str = "__init__ __main__ admin app apps asgi conf conftest context_processors index main manage \
    middleware module-info package-info program search_indexes server settings setup signals startup tasks urls \
    wsgi";
const ENDS: &str = "Advice Application Aspect Component Config Configuration Configurer Context Controller \
    Converter Endpoint Extensions Filter Initializer Interceptor Listener Middleware Module Page PageModel \
    Plugin Profile Provider Registrar Serializer Startup Subscriber TagHelper Validator View ViewModel";
const FOLDERS: &str = "assets bin commands config configuration migrations pages plugins public scripts seeders seeds \
    static static_src templatetags viewmodels views web-inf webapp webroot wwwroot";

/// Whether a framework or a tool finds it by its name or its folder.
pub(super) fn found_by_name(item: &Item<'_>) -> bool {
    let (folder, file) = item.path.as_str().rsplit_once('/').unwrap_or(("", item.path.as_str()));
    let stem = file.split('.').next().unwrap_or(file);
    let ends = |name: &str| ENDS.split_ascii_whitespace().any(|end| name.ends_with(end));
    is_among(FILES, &stem.to_ascii_lowercase())
        || file.contains(".config.")
        || ends(item.name.unwrap_or(stem))
        || folder.split('/').any(|part| is_among(FOLDERS, &part.to_ascii_lowercase()))
}

/// Last words of names of types that do something, and are no values whatever fields they have.
const DOERS: &str = "adapter builder client command component composer context controller dao factory form \
    handler helper manager mixin page processor provider query repository sender service specification strategy \
    view widget";

/// Whether it is values: an enumeration, what is thrown, or a type with fields and hardly more functions than to get, set,
/// compare and show them.
pub(super) fn is_value(services: &Services<'_>, item: &Item<'_>, known: &Known) -> bool {
    let facts = services.facts;
    let types = || item.units.iter().flat_map(|unit| &facts.units[*unit].types);
    let methods = item
        .units
        .iter()
        .filter(|unit| facts.units[**unit].part.as_ref().is_some_and(|part| part.kind == PartKind::Method));
    let inner: usize = types().filter(|of| of.kind != TypeKind::Function).map(|of| of.operations.len()).sum();
    let functions = methods.count() + inner;
    let fields: u32 = types().map(|of| of.fields).sum();
    let name = item.name.or_else(|| types().next().map(|of| of.name.as_str())).unwrap_or_default();
    let does = split(name).last().is_some_and(|word| is_among(DOERS, word));
    let plain = types().all(|of| match of.kind {
        TypeKind::Class | TypeKind::Enum | TypeKind::Record => true,
        TypeKind::Interface => of.operations.is_empty(),
        TypeKind::Function => item.name.is_some(),
        TypeKind::Value => false,
    });
    let shown = known.thrown || name.ends_with("Error") || name.ends_with("Exception");
    let listed = types().any(|of| of.kind == TypeKind::Enum);
    let held = fields > 0 && functions <= 2 * fields as usize + 4;
    types().next().is_some() && plain && !does && (shown || listed || held)
}

/// Whether a list of words has a word.
fn is_among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}
