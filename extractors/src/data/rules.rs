//! Framework rules: data in `rules/*.toml`, one file per framework, and the engine that runs them over [`Shapes`].
//!
//! A rule matches one kind of shape (annotation, call, base, assignment, field, method), perhaps only beside a witness
//! (an import, the name or type of the receiver), and states stores, links and entry points. Rules know no grammar.
//!
//! ```toml
//! [[rule]]
//! id = "spring.mapping"                 # family.rule, unique
//! about = "what it recognises, one sentence"
//! languages = ["java"]
//! annotation = ["GetMapping"]           # or: call, base, assignment, assigned, field, method
//! imports = ["org.springframework"]     # some import path starts with one of these
//! http = "GET"
//! path = ["arg.0", "arg.value"]         # the first source that gives something (see `source`)
//! ```

use super::source::{Source, Subjects};
use super::witness::{Glob, callee_matches, last_segment, segments};
use crate::file::{
    ConstantKind, DeletionMention, EntryMention, FileFacts, GapMention, Import, Mention, ModelMention, PatternMention,
    StoreLinkMention, StoreMention, StoreTarget, Subject, TopicVariable,
};
use crate::shape::{Annotation, Assignment, Call, HOLE, Shapes, Target};
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{
    Context, EntryKind, GapKind, Mode, Operation, StoreKind, StoreLinkKind, TypeDecl, TypeKind,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The rule files: framework and text.
const FILES: &[(&str, &str)] = &[
    ("aspnet", include_str!("rules/aspnet.toml")),
    ("aws", include_str!("rules/aws.toml")),
    ("celery", include_str!("rules/celery.toml")),
    ("diesel", include_str!("rules/diesel.toml")),
    ("django", include_str!("rules/django.toml")),
    ("ef", include_str!("rules/ef.toml")),
    ("events", include_str!("rules/events.toml")),
    ("express", include_str!("rules/express.toml")),
    ("fastapi", include_str!("rules/fastapi.toml")),
    ("flask", include_str!("rules/flask.toml")),
    ("found", include_str!("rules/found.toml")),
    ("guard", include_str!("rules/guard.toml")),
    ("graphql", include_str!("rules/graphql.toml")),
    ("hook", include_str!("rules/hook.toml")),
    ("jaxrs", include_str!("rules/jaxrs.toml")),
    ("jpa", include_str!("rules/jpa.toml")),
    ("join", include_str!("rules/join.toml")),
    ("kafka", include_str!("rules/kafka.toml")),
    ("knex", include_str!("rules/knex.toml")),
    ("models", include_str!("rules/models.toml")),
    ("load", include_str!("rules/load.toml")),
    ("mongo", include_str!("rules/mongo.toml")),
    ("nest", include_str!("rules/nest.toml")),
    ("prisma", include_str!("rules/prisma.toml")),
    ("rabbit", include_str!("rules/rabbit.toml")),
    ("rails", include_str!("rules/rails.toml")),
    ("redis", include_str!("rules/redis.toml")),
    ("rpc", include_str!("rules/rpc.toml")),
    ("rust_web", include_str!("rules/rust_web.toml")),
    ("schedule", include_str!("rules/schedule.toml")),
    ("sequelize", include_str!("rules/sequelize.toml")),
    ("spring", include_str!("rules/spring.toml")),
    ("sqlalchemy", include_str!("rules/sqlalchemy.toml")),
    ("stapler", include_str!("rules/stapler.toml")),
    ("stripes", include_str!("rules/stripes.toml")),
    ("transaction", include_str!("rules/transaction.toml")),
    ("typeorm", include_str!("rules/typeorm.toml")),
];

/// At most so many lines of one file that frameworks find something by are kept.
const MOST_FOUND: usize = 2_000;
/// At most so many mentions of one file are kept when rules add their own.
const MOST_MENTIONED: usize = 50_000;

/// Every rule, parsed once.
static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(FILES).expect("the built-in rules are well-formed"));

/// A file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    prefix: Vec<super::route::PrefixRule>,
    /// The tables of the framework's own, by their types and by what else they are called.
    #[serde(default)]
    tables: BTreeMap<String, String>,
}

/// A rule as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Rule {
    pub(super) id: String,
    about: String,
    languages: Vec<String>,

    // What it looks at; exactly one of these.
    #[serde(default)]
    pub(super) annotation: Vec<Glob>,
    #[serde(default)]
    call: Vec<String>,
    #[serde(default)]
    base: Vec<Glob>,
    #[serde(default)]
    assignment: Vec<Glob>,
    /// An assignment whose value is a call of one of these.
    #[serde(default)]
    assigned: Vec<String>,
    /// A field whose declared type looks like this.
    #[serde(default)]
    field: Vec<Glob>,
    /// A method of a type that is called like this.
    #[serde(default)]
    method_named: Vec<Glob>,
    /// A value that the file exports under a name like this.
    #[serde(default)]
    value_named: Vec<Glob>,

    // Conditions.
    /// What an annotation stands on: `type`, `method`, `field`, `other`.
    #[serde(default)]
    on: Vec<String>,
    /// The receiver's name; one of `receivers`, `receiver-types`, `via`, `origin` must hold when any is given.
    #[serde(default)]
    receivers: Vec<Glob>,
    #[serde(default)]
    receiver_types: Vec<Glob>,
    /// A segment of the callee before the last.
    #[serde(default)]
    via: Vec<Glob>,
    /// The call the receiver comes from, in the chain or by assignment.
    #[serde(default)]
    origin: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
    /// Not beside one of these imports.
    #[serde(default)]
    not_imports: Vec<String>,
    /// The type around has a base like this.
    #[serde(default)]
    bases: Vec<Glob>,
    /// The type around carries one of these annotations.
    #[serde(default)]
    with: Vec<Glob>,
    /// The type around carries none of these annotations.
    #[serde(default)]
    not_with: Vec<Glob>,
    /// The target carries none of these annotations.
    #[serde(default)]
    without: Vec<Glob>,
    /// The type around has no such assignment (`abstract` in a Django Meta).
    #[serde(default)]
    unassigned: Vec<String>,
    #[serde(default)]
    min_args: usize,
    max_args: Option<usize>,
    /// An argument is a name like this.
    #[serde(default)]
    takes: Vec<Glob>,
    /// An argument has one of these keywords.
    #[serde(default)]
    with_keys: Vec<String>,
    /// No argument has one of these keywords.
    #[serde(default)]
    without_keys: Vec<String>,
    /// A parameter of the method, or what it returns, has a type like this.
    #[serde(default)]
    signature: Vec<Glob>,
    /// The type around is called like this.
    #[serde(default)]
    types: Vec<Glob>,
    #[serde(default)]
    not_types: Vec<Glob>,
    /// No call of these stands on the same lines.
    #[serde(default)]
    without_nested: Vec<String>,
    /// The name, path or topic starts with this.
    #[serde(default)]
    starts: String,
    /// The path of the file matches.
    #[serde(default)]
    files: Vec<Glob>,

    // What it states.
    /// The kind of store.
    store: Option<String>,
    #[serde(default)]
    name: Vec<Source>,
    #[serde(default)]
    entity: Vec<Source>,
    /// The entity and the ends of links count only where some mapping declares them: the name alone is no witness.
    #[serde(default)]
    mapped: bool,
    /// A link counts only where some mapping declares its entity here.
    #[serde(default)]
    mapped_from: bool,
    /// A variable of the function that one of these calls made stands for what that call names ..
    #[serde(default)]
    made_by: Vec<String>,
    /// .. by these sources; where they give nothing it is computed, and names nothing.
    #[serde(default)]
    made: Vec<Source>,
    /// The tables of the framework's own; of the whole file.
    #[serde(skip)]
    tables: Arc<BTreeMap<String, String>>,
    /// The name counts only where no mapping names the entity's store.
    #[serde(default)]
    convention: bool,
    #[serde(default)]
    mode: Option<String>,
    /// The mode by the last segment of the callee, or by the annotation's name.
    #[serde(default)]
    modes: BTreeMap<String, String>,
    /// What is called like this is no store and no message.
    #[serde(default)]
    not_about: Vec<Glob>,
    /// It only says that rows are deleted, and is no evidence of use.
    #[serde(default)]
    deletes: bool,
    /// Only the methods in `modes` match.
    #[serde(default)]
    only_modes: bool,
    /// A foreign key from here ..
    #[serde(default)]
    from: Vec<Source>,
    /// .. to here, both entity types.
    #[serde(default)]
    to: Vec<Source>,
    /// .. or to this table.
    #[serde(default)]
    to_table: Vec<Source>,
    /// .. or from this table.
    #[serde(default)]
    from_table: Vec<Source>,
    /// What it leads to is mentioned, by a name that the text does not write like a type's.
    #[serde(default)]
    mentions: bool,
    /// A type with this base may be a model of a mapper, with the table that `name` gives.
    model: Option<Model>,
    /// It has no table of its own when it assigns one of these.
    #[serde(default)]
    abstract_by: Vec<String>,
    /// The other side holds the key.
    #[serde(default)]
    reversed: bool,
    /// It is a cascade when one of these arguments says so.
    #[serde(default)]
    cascade: Vec<Source>,
    /// The method: `GET`, `ANY`, or `@name` for the last segment of what matched.
    http: Option<String>,
    #[serde(default)]
    path: Vec<Source>,
    #[serde(default)]
    method: Vec<Source>,
    /// The class annotations that hold the first part of the path.
    #[serde(default)]
    class_path: Vec<Glob>,
    #[serde(default)]
    message: Vec<Source>,
    #[serde(default)]
    rpc: Vec<Source>,
    #[serde(default)]
    schedule: Vec<Source>,
    #[serde(default)]
    main: bool,
    #[serde(default)]
    pub(super) handler: Vec<Source>,
    /// The type that handles it, when another file declares it.
    #[serde(default)]
    subject: Vec<Source>,
    /// The file holds a persistent entity.
    #[serde(default)]
    is_entity: bool,
    /// What runs in one transaction.
    pub(super) transaction: Option<super::scope::Extent>,
    /// The one method of the annotated type that it is about; all of them where a rule does not say.
    #[serde(default)]
    pub(super) method_name: Vec<Source>,
    /// The entities that a query is about.
    #[serde(default)]
    pub(super) query: Vec<Source>,
    /// The same, by the property of a context that holds them.
    #[serde(default)]
    pub(super) query_property: Vec<Source>,
    /// The same, by the names of their stores.
    #[serde(default)]
    pub(super) query_table: Vec<Source>,
    /// The columns that are read or written, by the last segment of the callee: every source that gives some adds its own.
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Vec<super::columns::Keys>>,
    /// What is no column among the keys.
    #[serde(default)]
    pub(super) not_columns: Vec<String>,
    /// Further entities that the query uses.
    #[serde(default)]
    pub(super) joins: Vec<Source>,
    /// Further stores, by their names.
    #[serde(default)]
    pub(super) joins_table: Vec<Source>,
    /// Further stores, by the fields that hold their entities.
    #[serde(default)]
    pub(super) follows: Vec<Source>,
    /// A field of the type around holds an entity of this type, and no link is stated.
    #[serde(default)]
    pub(super) holds: Vec<Source>,
    /// The field, where it is not called like what the rule looks at.
    #[serde(default)]
    pub(super) field_name: Vec<Source>,
    /// The field of the other side that holds the entities of this.
    #[serde(default)]
    pub(super) inverse: Vec<Source>,
    /// When a hook runs; one hook for each word.
    #[serde(default)]
    pub(super) hook: Vec<Source>,
    /// The entity that the hook hangs on ..
    #[serde(default)]
    pub(super) hook_entity: Vec<Source>,
    /// .. or the event ..
    #[serde(default)]
    pub(super) hook_event: Vec<Source>,
    /// .. or whatever is saved.
    #[serde(default)]
    pub(super) hook_everything: bool,
    /// What a guard guards.
    pub(super) guards: Option<super::guard::Reaches>,
    /// What the guard asks for.
    #[serde(default)]
    pub(super) guard: Vec<Source>,
    /// Only what is called like a guard is one.
    #[serde(default)]
    pub(super) by_name: bool,
    /// The guard lets everyone in.
    #[serde(default)]
    pub(super) open: bool,
    /// What lets everyone in among what is asked for.
    #[serde(default)]
    pub(super) opens: Vec<Glob>,
    /// The paths that are guarded.
    #[serde(default)]
    pub(super) pattern: Vec<Source>,
    /// A framework finds what it stands on.
    #[serde(default)]
    found: bool,
    /// Files are loaded by pattern.
    pub(super) loads: Option<super::load::Loads>,
    /// It puts transactions around methods in a way that is not followed.
    #[serde(default)]
    hides_transactions: bool,
    /// The calls that end a transaction that begins with a call.
    #[serde(default)]
    pub(super) until: Vec<String>,
}

/// What a base says about a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Model {
    /// It is a model.
    Root,
    /// It is one if the base is.
    Heir,
}

/// All rules, by what they look at.
struct Rules {
    all: Vec<Rule>,
    prefixes: Vec<super::route::PrefixRule>,
    calls: FxHashMap<String, Vec<usize>>,
    wild_calls: Vec<usize>,
    annotations: FxHashMap<String, Vec<usize>>,
    wild_annotations: Vec<usize>,
}

impl Rules {
    fn new(files: &[(&str, &str)]) -> Result<Self, toml::de::Error> {
        let mut rules = Rules {
            all: Vec::new(),
            prefixes: Vec::new(),
            calls: FxHashMap::default(),
            wild_calls: Vec::new(),
            annotations: FxHashMap::default(),
            wild_annotations: Vec::new(),
        };
        for (_, text) in files {
            let mut file: File = toml::from_str(text)?;
            let tables = Arc::new(file.tables);
            file.rule.iter_mut().for_each(|rule| rule.tables = Arc::clone(&tables));
            rules.all.extend(file.rule);
            rules.prefixes.extend(file.prefix);
        }
        for (index, rule) in rules.all.iter().enumerate() {
            for pattern in &rule.call {
                let pattern = pattern.trim_start_matches('^');
                file_under(pattern, index, &mut rules.calls, &mut rules.wild_calls);
            }
            for glob in &rule.annotation {
                file_under(glob.text(), index, &mut rules.annotations, &mut rules.wild_annotations);
            }
        }
        Ok(rules)
    }
}

/// Files a rule under the last segment of its pattern, or among the wild ones.
fn file_under(pattern: &str, index: usize, exact: &mut FxHashMap<String, Vec<usize>>, wild: &mut Vec<usize>) {
    let last = last_segment(pattern);
    let list = if last.contains('*') { wild } else { exact.entry(last.to_owned()).or_default() };
    if list.last() != Some(&index) {
        list.push(index);
    }
}

/// The rules that may match a name: those filed under its last segment, then the wild ones.
fn candidates<'a>(
    last: &str,
    exact: &'a FxHashMap<String, Vec<usize>>,
    wild: &'a [usize],
) -> impl Iterator<Item = usize> + use<'a> {
    exact.get(last).map_or(&[][..], Vec::as_slice).iter().chain(wild).copied()
}

/// A file under the rules.
pub(super) struct Scene<'a> {
    /// Its language: `java`, `csharp`, `python`, `js`, `rust`.
    pub(super) language: &'a str,
    pub(super) path: &'a RepoPath,
    pub(super) shapes: &'a Shapes,
    /// Paths of its imports.
    pub(super) imports: Vec<&'a str>,
    /// What imports are called here.
    pub(super) imported: FxHashSet<&'a str>,
    /// The full names of the types that the file declares, where it says them (Ruby): `Shop::Order` of `Order`.
    pub(super) full_names: BTreeMap<&'a str, &'a str>,
    /// Names that stand for one text in this file.
    pub(super) constants: FxHashMap<&'a str, &'a str>,
    /// Prefixes of routers, by variable.
    pub(super) prefixes: BTreeMap<String, String>,
    /// Annotations by what they stand on: (type, member or nothing).
    pub(super) annotations: FxHashMap<(&'a str, &'a str), Vec<&'a Annotation>>,
    /// The types the file declares, where rules look at methods.
    pub(super) types: &'a [TypeDecl],
    /// The assignments of each name.
    pub(super) assignments: FxHashMap<&'a str, Vec<&'a Assignment>>,
}

impl Scene<'_> {
    fn imports_any(&self, starts: &[String]) -> bool {
        let under = |path: &str, start: &str| {
            path.strip_prefix(start).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(['.', '/', ':', '-', '*', '_']) || start.ends_with(['/', '.', '@'])
            })
        };
        self.imports.iter().any(|path| starts.iter().any(|start| under(path, start)))
    }
}

/// One shape that a rule looks at.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    Annotation(&'a Annotation),
    Call(usize, &'a Call),
    /// A type and the base that matched.
    Base(&'a crate::shape::TypeShape, &'a str),
    Assignment(&'a Assignment),
    /// The type, and the field's name, type and line.
    Field(&'a crate::shape::TypeShape, &'a (String, String, u32)),
    /// The type and its method.
    Method(&'a str, &'a Operation),
}

/// Runs every rule of the language over the file's shapes.
pub(super) fn run(language: &str, path: &RepoPath, shapes: &Shapes, facts: &mut FileFacts) {
    let imports: Vec<String> = facts.imports.iter().map(|import| import.path.clone()).collect();
    let imported: Vec<String> = facts.imports.iter().flat_map(local_names).cloned().collect();
    let types =
        if RULES.all.iter().any(|rule| looks_at_methods(rule, language)) { facts.types.clone() } else { Vec::new() };
    let values = if RULES.all.iter().any(|rule| looks_at_values(rule, language)) { values(facts) } else { Vec::new() };
    let constants = facts.constants.clone();
    let mut full_names: BTreeMap<&str, &str> = BTreeMap::new();
    for constant in constants.iter().filter(|constant| constant.kind == ConstantKind::Type) {
        let simple = constant.name.rsplit("::").next().unwrap_or_default();
        full_names.entry(simple).or_insert(&constant.name);
    }
    let mut scene = Scene {
        language,
        path,
        shapes,
        imports: imports.iter().map(String::as_str).collect(),
        imported: imported.iter().map(String::as_str).collect(),
        full_names,
        constants: self::constants(shapes),
        prefixes: BTreeMap::new(),
        annotations: by_target(shapes),
        types: &types,
        assignments: FxHashMap::default(),
    };
    for assignment in &shapes.assignments {
        scene.assignments.entry(last_segment(&assignment.name)).or_default().push(assignment);
    }
    scene.prefixes = super::route::prefixes(&RULES.prefixes, &scene);
    facts.mounts = super::route::mounts(&RULES.prefixes, &scene);
    let mut runner = Runner { rules: &RULES, scene: &scene, facts };
    runner.annotations();
    runner.calls();
    runner.types();
    runner.assignments();
    runner.methods(&types);
    runner.values(&values);
}

/// What an import is called here.
fn local_names(import: &Import) -> impl Iterator<Item = &String> {
    import.alias.iter().chain(import.names.iter().map(|(_, here)| here))
}

fn looks_at_methods(rule: &Rule, language: &str) -> bool {
    !rule.method_named.is_empty() && rule.languages.iter().any(|own| own == language)
}

fn looks_at_values(rule: &Rule, language: &str) -> bool {
    !rule.value_named.is_empty() && rule.languages.iter().any(|own| own == language)
}

/// The values that a file exports, as assignments to their names.
fn values(facts: &FileFacts) -> Vec<Assignment> {
    let exported = facts.types.iter().filter(|declared| declared.kind == TypeKind::Value);
    let assignment = |declared: &TypeDecl| Assignment {
        of: String::new(),
        name: declared.name.clone(),
        value: crate::shape::Value::Other,
        call: None,
        line: declared.line,
    };
    exported.map(assignment).collect()
}

fn by_target(shapes: &Shapes) -> FxHashMap<(&str, &str), Vec<&Annotation>> {
    let mut found: FxHashMap<_, Vec<&Annotation>> = FxHashMap::default();
    for annotation in &shapes.annotations {
        if let Some(place) = place(&annotation.target) {
            found.entry(place).or_default().push(annotation);
        }
    }
    found
}

/// The type and member an annotation stands on.
pub(super) fn place(target: &Target) -> Option<(&str, &str)> {
    match target {
        Target::Type { name } => Some((name, "")),
        Target::Method { of, name } | Target::Field { of, name, .. } => Some((of, name)),
        Target::Other => None,
    }
}

/// Names that stand for one text; a name that is given two texts stands for none.
fn constants(shapes: &Shapes) -> FxHashMap<&str, &str> {
    let mut found: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for assignment in &shapes.assignments {
        if let crate::shape::Value::Text(text) = &assignment.value {
            let known = found.entry(&assignment.name).or_insert(Some(text));
            *known = known.filter(|known| known == text);
        }
    }
    let names = shapes.assignments.iter().map(|assignment| assignment.name.as_str());
    names.filter_map(|name| Some((name, (*found.get(name)?)?))).collect()
}

struct Runner<'a> {
    rules: &'a Rules,
    scene: &'a Scene<'a>,
    facts: &'a mut FileFacts,
}

impl<'a> Runner<'a> {
    /// The rules of the file's language that look at what `wanted` says.
    fn own<T: Fn(&Rule) -> bool>(&self, wanted: T) -> impl Iterator<Item = &'a Rule> + use<'a, T> {
        let (rules, language) = (self.rules, self.scene.language);
        rules.all.iter().filter(move |rule| wanted(rule) && rule.languages.iter().any(|own| own == language))
    }

    /// The rule of this index, when it is for the file's language.
    fn rule(&self, index: usize) -> Option<&'a Rule> {
        let rule = &self.rules.all[index];
        rule.languages.iter().any(|own| own == self.scene.language).then_some(rule)
    }

    fn annotations(&mut self) {
        for annotation in &self.scene.shapes.annotations {
            let last = last_segment(&annotation.name);
            for index in candidates(last, &self.rules.annotations, &self.rules.wild_annotations) {
                let Some(rule) = self.rule(index) else { continue };
                if rule.annotation.iter().any(|glob| glob.matches_path(&annotation.name))
                    && on(rule, &annotation.target)
                {
                    self.seen(rule, Seen::Annotation(annotation));
                }
            }
        }
    }

    fn calls(&mut self) {
        for (at, call) in self.scene.shapes.calls.iter().enumerate() {
            let last = last_segment(&call.callee);
            for index in candidates(last, &self.rules.calls, &self.rules.wild_calls) {
                let Some(rule) = self.rule(index) else { continue };
                if rule.call.iter().any(|pattern| callee_matches(pattern, &call.callee)) {
                    self.seen(rule, Seen::Call(at, call));
                }
            }
        }
    }

    fn types(&mut self) {
        for rule in self.own(|rule| !rule.base.is_empty() || !rule.field.is_empty()) {
            for shape in &self.scene.shapes.types {
                let base = shape.bases.iter().find(|base| rule.base.iter().any(|glob| glob.matches_type(base)));
                if let Some(base) = base {
                    self.seen(rule, Seen::Base(shape, base));
                }
                for field in
                    shape.fields.iter().filter(|field| rule.field.iter().any(|glob| glob.matches_type(&field.1)))
                {
                    self.seen(rule, Seen::Field(shape, field));
                }
            }
        }
    }

    fn assignments(&mut self) {
        for rule in self.own(|rule| !rule.assignment.is_empty() || !rule.assigned.is_empty()) {
            for assignment in &self.scene.shapes.assignments {
                let call = assignment.call.and_then(|at| self.scene.shapes.calls.get(at));
                let assigned = call.is_some_and(|call| rule.assigned.iter().any(|p| callee_matches(p, &call.callee)));
                if assigned || rule.assignment.iter().any(|glob| glob.matches(&assignment.name)) {
                    self.seen(rule, Seen::Assignment(assignment));
                }
            }
        }
    }

    fn methods(&mut self, types: &'a [TypeDecl]) {
        for rule in self.own(|rule| !rule.method_named.is_empty()) {
            for declared in types {
                let named = |method: &&Operation| rule.method_named.iter().any(|glob| glob.matches(&method.name));
                for method in declared.operations.iter().filter(named) {
                    let mut written = method.parameters.iter().chain([&method.returns]);
                    if rule.signature.is_empty()
                        || written.any(|one| rule.signature.iter().any(|glob| glob.matches_type(one)))
                    {
                        self.seen(rule, Seen::Method(&declared.name, method));
                    }
                }
            }
        }
    }

    fn values(&mut self, values: &'a [Assignment]) {
        for rule in self.own(|rule| !rule.value_named.is_empty()) {
            for value in values.iter().filter(|value| rule.value_named.iter().any(|glob| glob.matches(&value.name))) {
                self.seen(rule, Seen::Assignment(value));
            }
        }
    }

    /// Checks the conditions and states what the rule says.
    fn seen(&mut self, rule: &Rule, seen: Seen<'a>) {
        let subjects = Subjects { scene: self.scene, seen };
        if !allowed(rule, &subjects) {
            return;
        }
        let Some(mode) = mode(rule, &subjects) else { return };
        self.facts.entity |= rule.is_entity;
        self.store(rule, &subjects, mode);
        self.link(rule, &subjects);
        self.entry(rule, &subjects);
        self.model(rule, &subjects);
        super::scope::state(rule, &subjects, self.facts);
        super::join::state(rule, &subjects, self.facts);
        super::guard::state(rule, &subjects, self.facts);
        super::hook::state(rule, &subjects, self.facts);
        super::load::state(rule, &subjects, self.facts);
        self.hidden(rule, &subjects);
    }

    /// What a framework finds, and what cannot be followed.
    fn hidden(&mut self, rule: &Rule, subjects: &Subjects<'_>) {
        if rule.found && self.facts.finds.len() < MOST_FOUND {
            self.facts.finds.push((self.line_of(subjects), rule.id.clone()));
        }
        if rule.hides_transactions && self.facts.gaps.len() < MOST_FOUND {
            let (name, line) = (subjects.last_name().to_owned(), subjects.line());
            self.facts.gaps.push(GapMention { kind: GapKind::Transactions, name, line });
        }
    }

    /// The line of the type that an annotation stands on, where it is one: an annotation may stand above its lines.
    fn line_of(&self, subjects: &Subjects<'_>) -> u32 {
        let Seen::Annotation(Annotation { target: Target::Type { name }, .. }) = subjects.seen else {
            return subjects.line();
        };
        let below = self.facts.types.iter().filter(|of| of.name == *name && of.end_line >= subjects.line());
        below.map(|of| of.line).min().unwrap_or_else(|| subjects.line())
    }

    fn store(&mut self, rule: &Rule, subjects: &Subjects<'_>, mode: Mode) {
        let Some(kind) = rule.store.as_deref().and_then(store_kind) else { return };
        let made = subjects.maker(&rule.entity, &rule.made_by);
        let names = match kind {
            StoreKind::Topic => self.topics(rule, subjects, mode),
            _ if made.is_some() => made.iter().flat_map(|maker| maker.names(&rule.made)).collect(),
            _ => subjects.names(&rule.name).into_iter().filter_map(|name| store_name(kind, &name)).collect(),
        };
        let mut entities = subjects.entities(&rule.entity);
        let known = entities.len();
        entities.retain(|entity| !rule.not_about.iter().any(|glob| glob.matches(entity)));
        if entities.len() < known && entities.is_empty() {
            return;
        }
        let declares = mode == Mode::Declare && !rule.entity.is_empty() && !rule.name.is_empty();
        if (!rule.name.is_empty() || made.is_some()) && names.is_empty() {
            return;
        }
        let of_type = |entity| if rule.mapped { StoreTarget::Mapped(entity) } else { StoreTarget::EntityType(entity) };
        let targets: Vec<StoreTarget> = match (entities.first(), names.first()) {
            (Some(entity), Some(name)) if rule.convention => {
                vec![StoreTarget::Convention { entity: entity.clone(), name: name.clone() }]
            }
            (Some(entity), Some(name)) if declares => {
                vec![StoreTarget::Declares { entity: entity.clone(), name: name.clone() }]
            }
            _ if names.is_empty() => entities.into_iter().map(of_type).collect(),
            _ if rule.mapped => names.into_iter().map(StoreTarget::Mapped).collect(),
            _ => names.into_iter().map(StoreTarget::Name).collect(),
        };
        let targets = targets.into_iter().map(|target| of_framework(rule, target));
        let deletes = rule.deletes || mode == Mode::Write && deletes(subjects.last_name());
        for target in targets.filter(|target| starts(rule, target)) {
            super::columns::state(rule, subjects, (kind, &target, mode), self.facts);
            if deletes {
                let (target, line) = (target.clone(), subjects.line());
                self.facts.deletions.push(DeletionMention { kind, target, line });
            }
            if rule.deletes {
                continue;
            }
            if mode != Mode::Declare {
                super::repeats::note(subjects.call(), subjects.line(), self.facts);
            }
            let subject = Subject::ThisFile;
            self.facts.stores.push(StoreMention {
                kind,
                target,
                mode,
                rule: rule.id.clone(),
                subject,
                line: subjects.line(),
            });
        }
    }

    /// The topics that the first source with any tells; patterns and variables among them are kept apart.
    fn topics(&mut self, rule: &Rule, subjects: &Subjects<'_>, mode: Mode) -> Vec<String> {
        let (line, inside) = (subjects.line(), subjects.call().map_or("", |call| call.inside.as_str()));
        for source in &rule.name {
            let source = std::slice::from_ref(source);
            let texts: Vec<String> = subjects.names(source).into_iter().filter(|text| !text.is_empty()).collect();
            let (patterns, names): (Vec<_>, Vec<_>) = texts.into_iter().partition(|text| is_pattern(text));
            let names: Vec<String> = names.iter().filter_map(|name| store_name(StoreKind::Topic, name)).collect();
            let patterns: Vec<String> = patterns.iter().filter_map(|text| topic_pattern(text)).collect();
            if !names.is_empty() || !patterns.is_empty() {
                let of = |pattern| PatternMention { pattern, mode, rule: rule.id.clone(), line };
                self.facts.topics.patterns.extend(patterns.into_iter().map(of));
                return names;
            }
            let variable = subjects.words(source).into_iter().next().filter(|word| !word.is_empty());
            if let Some(name) = variable.filter(|_| matches!(mode, Mode::Read | Mode::Write)) {
                let (rule, inside) = (rule.id.clone(), inside.to_owned());
                self.facts.topics.variables.push(TopicVariable { name, mode, rule, inside, line });
                return names;
            }
        }
        Vec::new()
    }

    /// A type that may be a model of a mapper.
    fn model(&mut self, rule: &Rule, subjects: &Subjects<'_>) {
        let (Some(model), Seen::Base(shape, base)) = (rule.model, subjects.seen) else { return };
        if self.facts.models.len() < MOST_FOUND {
            // `"#{table_name_prefix}orders"`: what a project puts before all its tables is not known.
            let plain = |name: String| store_name(StoreKind::Table, name.trim_matches(|c| HOLE.contains(c)));
            let table = subjects.names(&rule.name).into_iter().find_map(plain);
            self.facts.models.push(ModelMention {
                name: shape.name.clone(),
                base: base.to_owned(),
                root: model == Model::Root,
                table: table.unwrap_or_default(),
                is_abstract: rule.abstract_by.iter().any(|name| subjects.meta_assigns(name)),
                rule: rule.id.clone(),
                line: shape.line,
            });
        }
    }

    fn link(&mut self, rule: &Rule, subjects: &Subjects<'_>) {
        let of_type = |entity| if rule.mapped { StoreTarget::Mapped(entity) } else { StoreTarget::EntityType(entity) };
        let table = |name: String| store_name(StoreKind::Table, &name).map(StoreTarget::Name);
        let from = match subjects.entities(&rule.from).into_iter().next() {
            Some(from) if rule.mapped_from => StoreTarget::Mapped(from),
            Some(from) => of_type(from),
            None => match subjects.names(&rule.from_table).into_iter().find_map(table) {
                Some(from) => from,
                None => return self.mention(rule, subjects),
            },
        };
        self.mention(rule, subjects);
        let tables = subjects.names(&rule.to_table).into_iter().filter_map(|name| store_name(StoreKind::Table, &name));
        let mut ends: Vec<StoreTarget> = tables.map(StoreTarget::Name).collect();
        if ends.is_empty() {
            ends.extend(subjects.entities(&rule.to).into_iter().map(of_type));
        }
        let kind = if cascades(rule, subjects) { StoreLinkKind::Cascade } else { StoreLinkKind::ForeignKey };
        let ends = ends.into_iter().map(|to| of_framework(rule, to));
        for to in ends.filter(|to| *to != from) {
            super::join::relate(rule, subjects, (&from, &to), self.facts);
            let (from, to) = if rule.reversed { (to, from.clone()) } else { (from.clone(), to) };
            self.facts.store_links.push(StoreLinkMention { from, to, kind, line: subjects.line() });
        }
    }

    /// Mentions what a link, or a field that holds something, leads to.
    fn mention(&mut self, rule: &Rule, subjects: &Subjects<'_>) {
        if !rule.mentions || self.facts.mentions.len() >= MOST_MENTIONED {
            return;
        }
        let line = subjects.line();
        let to = [&rule.to, &rule.holds].into_iter().flat_map(|sources| subjects.entities(sources));
        let mention = |name| Mention { name, context: Context::Data, count: 1, lines: vec![line] };
        self.facts.mentions.extend(to.map(mention));
    }

    fn entry(&mut self, rule: &Rule, subjects: &Subjects<'_>) {
        let handler = subjects.words(&rule.handler).into_iter().next().unwrap_or_else(|| subjects.around());
        let subject = subjects.entities(&rule.subject).into_iter().next().map_or(Subject::ThisFile, Subject::Type);
        for kind in entry_kinds(rule, subjects) {
            let (handler, subject) = (handler.clone(), subject.clone());
            let router = subjects.router(&kind);
            self.facts.entries.push(EntryMention {
                kind,
                handler,
                rule: rule.id.clone(),
                subject,
                router,
                line: subjects.line(),
            });
        }
    }
}

/// Whether the rule's conditions hold; what is cheap to ask comes first.
fn allowed(rule: &Rule, subjects: &Subjects<'_>) -> bool {
    let scene = subjects.scene;
    (rule.method_named.is_empty() || !subjects.owner().is_empty())
        && subjects.argument_count() >= rule.min_args
        && rule.max_args.is_none_or(|most| subjects.argument_count() <= most)
        && (rule.takes.is_empty() || subjects.takes(&rule.takes))
        && (rule.with_keys.is_empty() || subjects.has_key(&rule.with_keys))
        && (rule.without_keys.is_empty() || !subjects.has_key(&rule.without_keys))
        && receiver(rule, subjects)
        && (rule.imports.is_empty() || scene.imports_any(&rule.imports))
        && !scene.imports_any(&rule.not_imports)
        && (rule.files.is_empty() || rule.files.iter().any(|glob| glob.matches(scene.path.as_str())))
        && owner(rule, subjects)
        && !rule.without.iter().any(|glob| subjects.sibling(glob).is_some())
        && !rule.without_nested.iter().any(|name| subjects.nested(name).is_some())
}

/// Whether the type around is as the rule asks.
fn owner(rule: &Rule, subjects: &Subjects<'_>) -> bool {
    let free = rule.bases.is_empty() && rule.types.is_empty() && rule.not_types.is_empty();
    if free && rule.with.is_empty() && rule.not_with.is_empty() && rule.unassigned.is_empty() {
        return true;
    }
    let owner = subjects.owner();
    let mut own = subjects.scene.shapes.types.iter().filter(|shape| shape.name == owner).flat_map(|shape| &shape.bases);
    (rule.bases.is_empty() || own.any(|base| rule.bases.iter().any(|glob| glob.matches_type(base))))
        && (rule.types.is_empty() || rule.types.iter().any(|glob| glob.matches(&owner)))
        && !rule.not_types.iter().any(|glob| glob.matches(&owner))
        && (rule.with.is_empty() || rule.with.iter().any(|glob| subjects.owner_annotation(glob).is_some()))
        && !rule.not_with.iter().any(|glob| subjects.owner_annotation(glob).is_some())
        && !rule.unassigned.iter().any(|name| subjects.meta_assigns(name))
}

/// Whether the receiver is a witness, when the rule asks for one.
fn receiver(rule: &Rule, subjects: &Subjects<'_>) -> bool {
    let free =
        rule.receivers.is_empty() && rule.receiver_types.is_empty() && rule.via.is_empty() && rule.origin.is_empty();
    let Some(call) = subjects.call() else { return free };
    let parts = segments(&call.callee);
    let before = &parts[..parts.len().saturating_sub(1)];
    let bare = |part: &str| part.trim_end_matches("()").to_owned();
    free || before
        .last()
        .is_some_and(|last| !last.ends_with(')') && rule.receivers.iter().any(|glob| glob.matches(last)))
        || rule
            .receiver_types
            .iter()
            .any(|glob| !call.receiver_type.is_empty() && glob.matches_type(&call.receiver_type))
        || rule.via.iter().any(|glob| before.iter().any(|part| glob.matches(&bare(part))))
        || !rule.origin.is_empty()
            && subjects.origin().is_some_and(|call| rule.origin.iter().any(|p| callee_matches(p, &call.callee)))
}

fn on(rule: &Rule, target: &Target) -> bool {
    let word = match target {
        Target::Type { .. } => "type",
        Target::Method { .. } => "method",
        Target::Field { .. } => "field",
        Target::Other => "other",
    };
    rule.on.is_empty() || rule.on.iter().any(|on| on == word)
}

/// Whether a method that writes is called like one that deletes rows: `destroy`, `deleteById`, `removeAll`.
fn deletes(method: &str) -> bool {
    ["delete", "destroy", "remove"].iter().any(|word| {
        let rest = method.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

/// How the store is used, by the rule or by the method's name; none when only listed methods count.
fn mode(rule: &Rule, subjects: &Subjects<'_>) -> Option<Mode> {
    let listed = rule.modes.get(subjects.last_name());
    if rule.only_modes && listed.is_none() {
        return None;
    }
    Some(listed.or(rule.mode.as_ref()).map_or(Mode::Use, |mode| mode_of(mode)))
}

fn mode_of(word: &str) -> Mode {
    match word {
        "declare" => Mode::Declare,
        "read" => Mode::Read,
        "write" => Mode::Write,
        _ => Mode::Use,
    }
}

fn store_kind(word: &str) -> Option<StoreKind> {
    [StoreKind::Table, StoreKind::Collection, StoreKind::Bucket, StoreKind::Topic, StoreKind::Cache]
        .into_iter()
        .find(|kind| kind.name() == word)
}

/// The name of a store as it is kept: tables plain and lower-cased, cache keys up to their first variable part.
fn store_name(kind: StoreKind, name: &str) -> Option<String> {
    match kind {
        StoreKind::Table => super::sql::plain_name(name.rsplit('.').next().unwrap_or(name)),
        StoreKind::Cache => {
            let key = name.split([':', '\u{fffc}', '{', '%', '$']).next().unwrap_or("");
            Some(key.trim_end_matches(['-', '_', '.', '/', '#', ' ']).to_owned()).filter(|key| key.len() >= 2)
        }
        StoreKind::Collection | StoreKind::Bucket | StoreKind::Topic => {
            let plain = !name.is_empty() && name.len() <= 200 && !name.contains(HOLE) && !name.contains("${");
            let plain = plain && !name.contains(char::is_whitespace) && !name.contains("#{");
            plain.then(|| name.to_owned())
        }
    }
}

/// Whether a topic stands for several: wildcards of brokers, computed parts.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '#']) || text.contains(HOLE)
}

/// The pattern with `*` for computed parts; nothing where no part is known.
pub(crate) fn topic_pattern(text: &str) -> Option<String> {
    let pattern = text.replace(HOLE, "*");
    let known = pattern.split(['*', '#', '.', ':', '/', '-', '_']).any(|word| !word.is_empty());
    (known && pattern.len() <= 200 && !pattern.contains([' ', '$', '{'])).then_some(pattern)
}

fn starts(rule: &Rule, target: &StoreTarget) -> bool {
    match target {
        StoreTarget::Name(name) | StoreTarget::Declares { name, .. } | StoreTarget::Convention { name, .. } => {
            name.starts_with(&rule.starts)
        }
        StoreTarget::EntityType(_) | StoreTarget::Mapped(_) => true,
    }
}

fn cascades(rule: &Rule, subjects: &Subjects<'_>) -> bool {
    const WORDS: &[&str] = &[
        "ALL",
        "REMOVE",
        "CASCADE",
        "delete",
        "all",
        "Cascade",
        "delete-orphan",
        "cascade",
        "destroy",
        "delete_all",
        "destroy_async",
    ];
    let said = subjects.words(&rule.cascade);
    said.iter().any(|text| text.split([' ', ',', '.']).any(|word| WORDS.contains(&word)))
}

/// The entry points a rule states.
fn entry_kinds(rule: &Rule, subjects: &Subjects<'_>) -> Vec<EntryKind> {
    let mut kinds = Vec::new();
    if let Some(method) = &rule.http {
        kinds.extend(super::route::routes(
            method,
            subjects,
            &super::route::Parts {
                path: &rule.path,
                method: &rule.method,
                class_path: &rule.class_path,
                starts: &rule.starts,
            },
        ));
    }
    let about = |name: &String| !rule.not_about.iter().any(|glob| glob.matches(name));
    let topics = subjects.names(&rule.message).into_iter().filter(|name| !is_pattern(name) && about(name));
    let topics = topics.filter_map(|name| store_name(StoreKind::Topic, &name));
    kinds.extend(topics.map(|topic| EntryKind::Message { topic }));
    kinds.extend(subjects.words(&rule.rpc).into_iter().take(1).map(|name| EntryKind::Rpc { name }));
    kinds.extend(subjects.words(&rule.schedule).into_iter().take(1).map(|when| EntryKind::Schedule { when }));
    if rule.main {
        kinds.push(EntryKind::Main);
    }
    kinds
}

/// Every rule: id and what it recognises, in order; for `seamline list` and `explain`.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.all.iter().map(|rule| (rule.id.as_str(), rule.about.as_str()))
}

/// The framework's own table, where a target means one.
fn of_framework(rule: &Rule, target: StoreTarget) -> StoreTarget {
    let known = match &target {
        StoreTarget::Name(name) | StoreTarget::EntityType(name) => rule.tables.get(name),
        StoreTarget::Declares { .. } | StoreTarget::Convention { .. } | StoreTarget::Mapped(_) => None,
    };
    known.cloned().map_or(target, StoreTarget::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses() {
        for (name, text) in FILES {
            assert!(toml::from_str::<File>(text).inspect_err(|error| panic!("{name}: {error}")).is_ok());
        }
    }

    #[test]
    fn every_rule_is_complete() {
        let mut ids: Vec<&str> = Vec::new();
        for rule in &RULES.all {
            let id = rule.id.as_str();
            assert!(!ids.contains(&id), "{id} twice");
            assert!(id.split_once('.').is_some_and(|(family, name)| !family.is_empty() && !name.is_empty()), "{id}");
            assert!(rule.about.len() > 15, "{id} is not documented");
            let matchers = [
                !rule.annotation.is_empty(),
                !rule.call.is_empty(),
                !rule.base.is_empty(),
                !rule.assignment.is_empty() || !rule.assigned.is_empty(),
                !rule.field.is_empty(),
                !rule.method_named.is_empty(),
                !rule.value_named.is_empty(),
            ];
            assert_eq!(matchers.iter().filter(|&&some| some).count(), 1, "{id} needs one matcher");
            assert!(rule.store.as_deref().is_none_or(|kind| store_kind(kind).is_some()), "{id}");
            let modes = rule.mode.iter().chain(rule.modes.values());
            assert!(modes.into_iter().all(|mode| ["declare", "read", "write", "use"].contains(&mode.as_str())), "{id}");
            for language in &rule.languages {
                assert!(
                    ["java", "csharp", "python", "js", "rust", "ruby"].contains(&language.as_str()),
                    "{id}: {language}"
                );
            }
            for on in &rule.on {
                assert!(["type", "method", "field", "other"].contains(&on.as_str()), "{id}: {on}");
            }
            let states = rule.store.is_some()
                || !rule.from.is_empty()
                || !rule.from_table.is_empty()
                || rule.model.is_some()
                || rule.http.is_some()
                || rule.is_entity
                || rule.main
                || !rule.message.is_empty()
                || !rule.rpc.is_empty()
                || !rule.schedule.is_empty()
                || rule.transaction.is_some()
                || rule.guards.is_some()
                || !rule.hook.is_empty()
                || !rule.joins.is_empty()
                || !rule.joins_table.is_empty()
                || !rule.follows.is_empty()
                || !rule.holds.is_empty()
                || rule.found
                || rule.loads.is_some()
                || rule.hides_transactions;
            assert!(states, "{id} states nothing");
            ids.push(id);
        }
    }

    #[test]
    fn every_file_of_the_folder_is_registered() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/data/rules");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of rules")
            .filter_map(|entry| {
                entry.expect("the folder of rules").file_name().to_str()?.strip_suffix(".toml").map(str::to_owned)
            })
            .collect();
        found.sort();
        let mut listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }
}
