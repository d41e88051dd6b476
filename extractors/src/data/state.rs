//! Shared state of one file: values at the top of a file and static fields that functions change, caches inside the
//! process, and files of the machine.
//!
//! | rule | state |
//! |---|---|
//! | `state.module` | a value at the top of a file that a function assigns to, or a collection there that a function changes |
//! | `state.static` | a static field that a method assigns to, or a collection in one that a method changes |
//! | `state.cache` | a cache by its type, or by what makes it; a function whose results are kept |
//! | `state.file` | a path that a function reads or writes; those that are computed are one |
//!
//! Precise rather than complete: what never changes inside a function is no state, and what other files do to an
//! exported value is not seen.

use super::witness::callee_matches;
use crate::file::FileFacts;
use crate::flow::{StateMention, function_at};
use crate::shape::{Argument, Call, Shapes, Target, Value};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::StateKind;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// At most this many states, and uses of one.
const MOST: usize = 500;

/// What makes a collection that can change, by its last name.
const COLLECTIONS: &[&str] = &[
    "Map",
    "Set",
    "WeakMap",
    "Array",
    "dict",
    "defaultdict",
    "OrderedDict",
    "set",
    "list",
    "deque",
    "Counter",
    "HashMap",
    "ConcurrentHashMap",
    "ArrayList",
    "HashSet",
    "ConcurrentDictionary",
    "Dictionary",
    "List",
    "LinkedHashMap",
    "CopyOnWriteArrayList",
    "ConcurrentLinkedQueue",
    "AtomicInteger",
    "AtomicLong",
    "Queue",
    "ConcurrentBag",
    "ConcurrentQueue",
    "TreeMap",
    "LinkedList",
];
/// Types of statics of Rust that can change.
const CELLS: &[&str] = &["Mutex", "RwLock", "Atomic", "OnceCell", "OnceLock", "DashMap", "RefCell", "Cell<"];
/// What makes a cache, by its last name or as the type of a field.
const CACHES: &[&str] = &[
    "NodeCache",
    "LRUCache",
    "LRU",
    "QuickLRU",
    "TTLCache",
    "LFUCache",
    "Cache",
    "LoadingCache",
    "AsyncLoadingCache",
    "IMemoryCache",
    "MemoryCache",
    "CacheBuilder",
    "ConcurrentLruCache",
];
/// Methods that change a collection, cache or cell.
const CHANGES: &[&str] = &[
    "set",
    "add",
    "delete",
    "clear",
    "push",
    "unshift",
    "pop",
    "shift",
    "splice",
    "append",
    "appendleft",
    "extend",
    "update",
    "setdefault",
    "remove",
    "discard",
    "popitem",
    "insert",
    "put",
    "putIfAbsent",
    "putAll",
    "computeIfAbsent",
    "compute",
    "merge",
    "addAll",
    "incrementAndGet",
    "getAndIncrement",
    "addAndGet",
    "offer",
    "poll",
    "Add",
    "TryAdd",
    "AddOrUpdate",
    "GetOrAdd",
    "Remove",
    "TryRemove",
    "Clear",
    "Enqueue",
    "Dequeue",
    "GetOrCreate",
    "GetOrCreateAsync",
    "Set",
    "write",
    "lock",
    "store",
    "fetch_add",
    "fetch_sub",
    "swap",
    "get_or_init",
    "invalidate",
    "invalidateAll",
    "del",
    "flushAll",
    "mset",
    "take",
];
/// Calls that write a file, and calls that read one; the first argument is the path.
const WRITES_FILE: &[&str] = &[
    "fs.writeFile",
    "fs.writeFileSync",
    "fs.appendFile",
    "fs.appendFileSync",
    "fs.createWriteStream",
    "fs.unlink",
    "fs.unlinkSync",
    "fs.rename",
    "fs.renameSync",
    "fs.mkdir",
    "fs.mkdirSync",
    "fs.rm",
    "fs.rmSync",
    "fsp.writeFile",
    "fsp.unlink",
    "fsp.rename",
    "fsp.mkdir",
    "fsp.rm",
    "promises.writeFile",
    "promises.unlink",
    "promises.rename",
    "promises.mkdir",
    "promises.rm",
    "File.WriteAllText",
    "File.WriteAllBytes",
    "File.WriteAllTextAsync",
    "File.Delete",
    "File.Create",
    "File.Move",
    "File.AppendAllText",
    "Directory.CreateDirectory",
    "Files.write",
    "Files.writeString",
    "Files.delete",
    "Files.deleteIfExists",
    "Files.move",
    "Files.createDirectories",
    "Files.newOutputStream",
    "FileOutputStream",
    "FileWriter",
    "fs::write",
    "fs::remove_file",
    "fs::rename",
    "fs::create_dir_all",
    "File::create",
    "os.remove",
    "os.unlink",
    "os.rename",
    "os.makedirs",
    "shutil.move",
    "shutil.copy",
    "shutil.rmtree",
];
const READS_FILE: &[&str] = &[
    "fs.readFile",
    "fs.readFileSync",
    "fs.createReadStream",
    "fs.readdir",
    "fs.readdirSync",
    "fsp.readFile",
    "fsp.readdir",
    "promises.readFile",
    "promises.readdir",
    "File.ReadAllText",
    "File.ReadAllBytes",
    "File.OpenRead",
    "Files.readString",
    "Files.readAllBytes",
    "Files.newInputStream",
    "Files.lines",
    "FileInputStream",
    "FileReader",
    "fs::read",
    "fs::read_to_string",
    "File::open",
];
/// What keeps the results of a function.
const KEEPS: &[&str] = &["lru_cache", "functools.cache", "cached_property_with_ttl", "memoize"];

/// Uses by state: (declared at, kind, name, rule) to (line, changes).
type Found = BTreeMap<(u32, StateKind, String, &'static str), Vec<(u32, bool)>>;

/// Adds the shared state of a file.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    let mut found = Found::new();
    variables(language, shapes, facts, &mut found);
    kept(shapes, &mut found);
    files(shapes, facts, &mut found);
    for ((line, kind, name, rule), mut uses) in found.into_iter().take(MOST) {
        uses.sort_unstable();
        uses.dedup();
        uses.truncate(MOST);
        facts.states.push(StateMention { line, kind, name, uses, rule: rule.to_owned() });
    }
    facts.states.sort();
    facts.states.dedup();
}

/// A value that outlives calls.
struct Variable {
    line: u32,
    kind: StateKind,
    /// Whether it is a collection or cell, which calls on it change.
    holds: bool,
    /// Whether it is a field of each object: what is assigned there is handed in.
    of_object: bool,
    rule: &'static str,
}

/// Values at the top of the file and static fields, by name; a name of several stands for none.
fn declared<'a>(language: &str, shapes: &'a Shapes) -> BTreeMap<&'a str, Option<Variable>> {
    let mut all: BTreeMap<&str, Option<Variable>> = BTreeMap::new();
    let mut declare = |name, variable| {
        all.entry(name).and_modify(|known| *known = None).or_insert(Some(variable));
    };
    let modules = matches!(language, "js" | "python");
    for assignment in shapes.assignments.iter().filter(|assignment| modules && assignment.of.is_empty()) {
        let made = assignment.call.and_then(|at| shapes.calls.get(at)).map_or("", |call| last(&call.callee));
        let kind = if CACHES.contains(&made) { StateKind::Cache } else { StateKind::Variable };
        let literal = assignment.call.is_none() && matches!(assignment.value, Value::Other | Value::List(_));
        let holds = literal || COLLECTIONS.contains(&made) || kind == StateKind::Cache;
        let rule = if kind == StateKind::Cache { "state.cache" } else { "state.module" };
        declare(&assignment.name, Variable { line: assignment.line, kind, holds, of_object: false, rule });
    }
    for field in &shapes.statics {
        let plain = last(field.declared.split(['<', '[']).next().unwrap_or_default());
        let cell = language == "rust" && CELLS.iter().any(|cell| field.declared.contains(cell));
        let kind = if CACHES.contains(&plain) { StateKind::Cache } else { StateKind::Variable };
        let holds = cell || COLLECTIONS.contains(&plain) || kind == StateKind::Cache;
        let rule = if kind == StateKind::Cache { "state.cache" } else { "state.static" };
        declare(&field.name, Variable { line: field.line, kind, holds, of_object: false, rule });
    }
    for (name, written, line) in shapes.types.iter().flat_map(|shape| &shape.fields) {
        let plain = last(written.split(['<', '[', '?']).next().unwrap_or_default());
        if language != "js" && plain != "Cache" && CACHES.contains(&plain) && !all_statics(shapes, name) {
            let (kind, holds, rule) = (StateKind::Cache, true, "state.cache");
            all.entry(name).or_insert(Some(Variable { line: *line, kind, holds, of_object: true, rule }));
        }
    }
    all
}

fn all_statics(shapes: &Shapes, name: &str) -> bool {
    shapes.statics.iter().take(MOST).any(|field| field.name == name)
}

fn variables(language: &str, shapes: &Shapes, facts: &FileFacts, found: &mut Found) {
    let declared = declared(language, shapes);
    let mut uses: BTreeMap<&str, Vec<(u32, bool)>> = BTreeMap::new();
    let inside = |line: u32| function_at(&facts.functions, line).is_some();
    let handed_in = |name: &str| declared.get(name).and_then(Option::as_ref).is_some_and(|one| one.of_object);
    for write in shapes.writes.iter().filter(|write| inside(write.line) && !handed_in(&write.name)) {
        uses.entry(write.name.as_str()).or_default().push((write.line, true));
    }
    for call in &shapes.calls {
        let Some((on, method)) = on_plain_name(call) else { continue };
        let held = declared.get(on).and_then(Option::as_ref).is_some_and(|variable| variable.holds);
        if held && inside(call.line) {
            uses.entry(on).or_default().push((call.line, CHANGES.contains(&method)));
        }
    }
    for (name, uses) in uses {
        let Some(Some(variable)) = declared.get(name) else { continue };
        if uses.iter().any(|(_, changes)| *changes) {
            found.insert((variable.line, variable.kind, name.to_owned(), variable.rule), uses);
        }
    }
}

/// `cache.set` -> `cache` and `set`; `CACHE.lock().unwrap` is no call on a plain name, but the one inside is.
fn on_plain_name(call: &Call) -> Option<(&str, &str)> {
    let (on, method) = call.callee.split_once(['.', ':'])?;
    let method = method.trim_start_matches(':');
    (!on.ends_with(')') && !method.contains(['.', ':'])).then_some((on, method))
}

/// Functions whose results are kept.
fn kept(shapes: &Shapes, found: &mut Found) {
    for annotation in &shapes.annotations {
        let keeps = KEEPS.iter().any(|name| callee_matches(name, &annotation.name));
        if let (true, Target::Method { of, name }) = (keeps, &annotation.target) {
            let name = if of.is_empty() { name.clone() } else { format!("{of}.{name}") };
            found.insert((annotation.line, StateKind::Cache, name, "state.cache"), vec![(annotation.line, true)]);
        }
    }
}

/// Files of the machine, by their paths as written; what is computed is one.
fn files(shapes: &Shapes, facts: &FileFacts, found: &mut Found) {
    let mut paths: BTreeMap<String, Vec<(u32, bool)>> = BTreeMap::new();
    for call in &shapes.calls {
        let Some(writes) = uses_file(call) else { continue };
        if function_at(&facts.functions, call.line).is_some() {
            paths.entry(path(call)).or_default().push((call.line, writes));
        }
    }
    for (path, uses) in paths {
        let first = uses.iter().map(|(line, _)| *line).min().unwrap_or(1);
        if uses.iter().any(|(_, writes)| *writes) {
            found.insert((first, StateKind::File, path, "state.file"), uses);
        }
    }
}

/// The calls that use files, by their last names: what they end with, and whether they write.
static FILES: LazyLock<FxHashMap<&'static str, Vec<(&'static str, bool)>>> = LazyLock::new(|| {
    let mut by_name: FxHashMap<&str, Vec<(&str, bool)>> = FxHashMap::default();
    let all = WRITES_FILE.iter().map(|name| (*name, true)).chain(READS_FILE.iter().map(|name| (*name, false)));
    all.for_each(|(name, writes)| by_name.entry(last(name)).or_default().push((name, writes)));
    by_name
});

fn uses_file(call: &Call) -> Option<bool> {
    if call.callee == "open" {
        let plain = |argument: &&Argument| argument.key.as_deref().is_none_or(|key| key == "mode");
        let mode = call.arguments.iter().filter(plain).nth(1);
        return mode.map(|mode| matches!(&mode.value, Value::Text(text) if text.contains(['w', 'a', 'x', '+'])));
    }
    let known = FILES.get(last(&call.callee))?;
    known.iter().find(|(name, _)| callee_matches(name, &call.callee)).map(|(_, writes)| *writes)
}

fn path(call: &Call) -> String {
    match call.arguments.first().map(|argument| &argument.value) {
        Some(Value::Text(text)) if !text.contains(crate::shape::HOLE) && text.len() <= 200 => text.clone(),
        _ => "(computed path)".to_owned(),
    }
}

fn last(name: &str) -> &str {
    super::witness::last_segment(name)
}
