//! Where a rule takes a value from: arguments, type arguments, the type around, the receiver.
//!
//! | source | gives |
//! |---|---|
//! | `arg.0`, `arg.name`, `arg.last`, `args` | an argument by position, by keyword, the last one, all positional ones |
//! | `every.model` | all arguments with that keyword, or with one that ends with it: `include.model` |
//! | `keys.include`, `keys` | what stands behind that in keywords: `lines` of `include.lines`; all keywords |
//! | `middle` | the names among all positional arguments but the first and the last, and the calls among all |
//! | `passed` | the names among all positional arguments, and the calls among them |
//! | `inner` | all positional arguments of the call that the receiver is |
//! | `parameter` | the type of the first parameter of the annotated method |
//! | `generic.0` | a type argument of the call, the base or the declared type |
//! | `declared` | the innermost type of a field's declared type: `Order` of `List<Order>` |
//! | `type`, `member` | the type around; the name of the field, method or variable |
//! | `value` | the value of an assignment |
//! | `receiver`, `before.objects` | the segment before the last; the one before `objects` |
//! | `first` | the first segment of the callee |
//! | `constant` | the constants that the callee begins with: `Shop::Order` of `Shop::Order.where().first` |
//! | `receiver.generic.0`, `base.generic.0` | a type argument of the receiver's type; of a base of the type around |
//! | `origin.0`, `origin.generic.0` | an argument of the call the receiver comes from |
//! | `chain.route.0` | an argument of the call of that name earlier in the chain |
//! | `around.Entity.0` | a type argument of the last call of that name before this one in the same function |
//! | `plain` | a field's declared type, unless it has type arguments |
//! | `nested.as_view` | the receiver of a call of that name on the same lines |
//! | `wrapped` | what the last argument, a call on the same line, is given last: `list` of `get('/', wrap(list))` |
//! | `sibling.Table.name`, `sibling.Table.0` | an argument of another annotation on the same target |
//! | `assigned.db_table` | what the type around, or its `Meta`, assigns to a name |
//! | `label` | the table Django derives from two arguments: `order_line` of `get_model('order', 'Line')` |
//! | `inside` | the type and function around a call |
//! | `file`, `base` | the path of the file; the base as written |
//! | `conventional` | ASP.NET's `/Order/List` for a controller without `[Route]` |
//! | `verbs` | HTTP methods among the calls on the same line: `get(h).post(h)` |
//! | `last` | the last segment of what matched |
//! | `=text` | the text itself |
//!
//! Transformations follow a bar: `type|snake`, `|plural`, `|lower`, `|concrete` (without `Abstract`), `|django`
//! (the table Django derives), `|kebab`, `|uncapital`, `|capital`, `|razor` (a page's route from its file), `|stripes` (an
//! action bean's), `|word` (a bare name counts as text), `|table` (the part before a column: `orders` of
//! `shop.orders.id`; nothing else), `|label` (`order_line` of `order.Line`; nothing else), `|last` (the last segment),
//! `|singular`, `|ruby-singular` (as Rails forms it), `|camel` (`LineItem` of `line_item`), `|full` (`Shop::Order` of `Order`, where the file says so), `|model` (`Order` of `orderModel` and `orderSchema`), `|next` (a Next.js file's route), `|stapler` (`/{}/submit` of
//! `doSubmit`), `|via` (the fields that Django goes through to a column: `customer` of `customer__name`).

use super::rules::{Scene, Seen, place as place_of};
use super::witness::{Glob, callee_matches, segments};
use crate::shape::{Annotation, Argument, Assignment, Call, HOLE, Target, Value};
use seamline_analyzer::facts::EntryKind;
use serde::Deserialize;

/// At most this many neighbours are looked at: real files have fewer, and hostile ones must not take for ever.
const NEAR: usize = 500;

/// A place to take a value from, with transformations.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Source {
    place: Place,
    then: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Place {
    Argument(Which),
    Arguments,
    Parameter,
    Middle,
    Passed,
    Inner,
    Every(String),
    Keys(String),
    Generic(usize),
    Declared,
    Type,
    Member,
    Value,
    Receiver,
    First,
    Constant,
    Before(String),
    ReceiverGeneric(usize),
    BaseGeneric(usize),
    Origin(Which),
    OriginGeneric(usize),
    Chain(String, Which),
    Around(String, usize),
    Plain,
    Nested(String),
    Wrapped,
    Sibling(Glob, Which),
    Last,
    Assigned(String),
    Label,
    Inside,
    File,
    Base,
    Conventional,
    Verbs,
    Literal(String),
}

#[derive(Debug, Clone)]
enum Which {
    At(usize),
    Last,
    Key(String),
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Snake,
    Plural,
    Lower,
    Concrete,
    Django,
    Kebab,
    Uncapital,
    Capital,
    Razor,
    Stripes,
    Word,
    Table,
    Label,
    Last,
    Singular,
    RubySingular,
    Full,
    Camel,
    Model,
    Next,
    Stapler,
    Via,
}

impl Source {
    /// Whether a bare name counts as text.
    fn is_word(&self) -> bool {
        self.then.iter().any(|change| matches!(change, Change::Word))
    }
}

impl TryFrom<String> for Source {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = text.split('|');
        let place = place(parts.next().unwrap_or("")).ok_or_else(|| format!("unknown source {text}"))?;
        let then =
            parts.map(|part| change(part).ok_or_else(|| format!("unknown change {part}"))).collect::<Result<_, _>>()?;
        Ok(Self { place, then })
    }
}

fn place(text: &str) -> Option<Place> {
    let number = |text: &str| text.parse().ok();
    Some(match text.split_once('.') {
        _ if text.starts_with('=') => Place::Literal(text[1..].to_owned()),
        Some(("arg", key)) => Place::Argument(which(key)),
        Some(("every", key)) => Place::Every(key.to_owned()),
        Some(("keys", key)) => Place::Keys(key.to_owned()),
        Some(("generic", at)) => Place::Generic(number(at)?),
        Some(("before", name)) => Place::Before(name.to_owned()),
        Some(("receiver", rest)) => Place::ReceiverGeneric(number(rest.strip_prefix("generic.")?)?),
        Some(("base", rest)) => Place::BaseGeneric(number(rest.strip_prefix("generic.")?)?),
        Some(("origin", rest)) => match rest.strip_prefix("generic.") {
            Some(at) => Place::OriginGeneric(number(at)?),
            None => Place::Origin(which(rest)),
        },
        Some(("chain", rest)) => {
            let (name, key) = rest.split_once('.')?;
            Place::Chain(name.to_owned(), which(key))
        }
        Some(("around", rest)) => {
            let (name, at) = rest.split_once('.')?;
            Place::Around(name.to_owned(), number(at)?)
        }
        Some(("assigned", name)) => Place::Assigned(name.to_owned()),
        Some(("nested", name)) => Place::Nested(name.to_owned()),
        Some(("sibling", rest)) => {
            let (name, key) = rest.split_once('.')?;
            Place::Sibling(
                Glob::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name)).ok()?,
                which(key),
            )
        }
        Some(_) => return None,
        None => match text {
            "args" => Place::Arguments,
            "parameter" => Place::Parameter,
            "middle" => Place::Middle,
            "passed" => Place::Passed,
            "inner" => Place::Inner,
            "declared" => Place::Declared,
            "plain" => Place::Plain,
            "type" => Place::Type,
            "member" => Place::Member,
            "value" => Place::Value,
            "receiver" => Place::Receiver,
            "first" => Place::First,
            "constant" => Place::Constant,
            "keys" => Place::Keys(String::new()),
            "last" => Place::Last,
            "label" => Place::Label,
            "inside" => Place::Inside,
            "wrapped" => Place::Wrapped,
            "file" => Place::File,
            "base" => Place::Base,
            "conventional" => Place::Conventional,
            "verbs" => Place::Verbs,
            _ => return None,
        },
    })
}

fn which(key: &str) -> Which {
    match key.parse() {
        Ok(at) => Which::At(at),
        Err(_) if key == "last" => Which::Last,
        Err(_) => Which::Key(key.to_owned()),
    }
}

fn change(text: &str) -> Option<Change> {
    Some(match text {
        "snake" => Change::Snake,
        "plural" => Change::Plural,
        "lower" => Change::Lower,
        "concrete" => Change::Concrete,
        "django" => Change::Django,
        "kebab" => Change::Kebab,
        "uncapital" => Change::Uncapital,
        "capital" => Change::Capital,
        "razor" => Change::Razor,
        "stripes" => Change::Stripes,
        "word" => Change::Word,
        "table" => Change::Table,
        "label" => Change::Label,
        "last" => Change::Last,
        "singular" => Change::Singular,
        "ruby-singular" => Change::RubySingular,
        "camel" => Change::Camel,
        "full" => Change::Full,
        "model" => Change::Model,
        "next" => Change::Next,
        "stapler" => Change::Stapler,
        "via" => Change::Via,
        _ => return None,
    })
}

/// A shape in its file, and what sources give for it.
pub(super) struct Subjects<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) seen: Seen<'a>,
}

impl<'a> Subjects<'a> {
    /// Texts: literals, and names that stand for a literal in this file.
    pub(super) fn names(&self, sources: &[Source]) -> Vec<String> {
        self.first(sources, |source, value, out| {
            self.texts(value, out);
            if let (Value::Name(name), true, true) = (value, out.is_empty(), source.is_word()) {
                out.push(name.clone());
            }
        })
    }

    /// Simple names of types; texts count by their last part (`"orders.Order"`).
    pub(super) fn entities(&self, sources: &[Source]) -> Vec<String> {
        let names = if self.scene.language == "ruby" { constant_names } else { entity_names };
        self.first(sources, |source, value, out| {
            names(value, out);
            if let (Value::Text(text) | Value::Name(text), true) = (value, out.is_empty()) {
                names(&Value::Text(self.all_changed(source, text.clone())), out);
            }
        })
    }

    /// Texts and names, as written.
    pub(super) fn words(&self, sources: &[Source]) -> Vec<String> {
        self.first(sources, |_, value, out| match self.constant(value) {
            Some(text) => out.push(text),
            None => plain_words(value, out),
        })
    }

    /// What the first source that gives something gives.
    fn first(&self, sources: &[Source], read: impl Fn(&Source, &Value, &mut Vec<String>)) -> Vec<String> {
        for source in sources {
            let mut out = Vec::new();
            for value in self.values(&source.place) {
                read(source, &value, &mut out);
            }
            if !out.is_empty() {
                return out.into_iter().map(|text| self.all_changed(source, text)).collect();
            }
        }
        Vec::new()
    }

    fn all_changed(&self, source: &Source, text: String) -> String {
        source.then.iter().fold(text, |text, then| self.changed(&text, *then))
    }

    fn texts(&self, value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Text(text) => out.push(text.clone()),
            Value::Name(_) => out.extend(self.constant(value)),
            Value::List(list) => list.iter().take(50).for_each(|value| match value {
                Value::Text(text) => out.push(text.clone()),
                other => out.extend(self.constant(other)),
            }),
            Value::Other => {}
        }
    }

    /// The text a name stands for in this file.
    fn constant(&self, value: &Value) -> Option<String> {
        let Value::Name(name) = value else { return None };
        let last = segments(name).last().copied()?;
        self.scene.constants.get(last).map(|text| (*text).to_owned())
    }

    fn values(&self, place: &Place) -> Vec<Value> {
        let name = |text: &str| if text.is_empty() { Vec::new() } else { vec![Value::Name(text.to_owned())] };
        let text = |text: &str| if text.is_empty() { Vec::new() } else { vec![Value::Text(text.to_owned())] };
        let one = |value: Option<&Value>| value.cloned().into_iter().collect::<Vec<_>>();
        match place {
            Place::Argument(which) => one(pick(self.arguments(), which)),
            Place::Arguments => self.arguments().iter().filter(|a| a.key.is_none()).map(|a| a.value.clone()).collect(),
            Place::Middle | Place::Passed => {
                let plain: Vec<&Value> =
                    self.arguments().iter().filter(|a| a.key.is_none()).map(|a| &a.value).collect();
                let all = matches!(place, Place::Passed);
                let names = if all { &plain[..] } else { plain.get(1..plain.len().max(2) - 1).unwrap_or(&[]) };
                let calls = self.call().map_or(&[][..], |call| &call.handed);
                let calls = calls.iter().map(|callee| Value::Name(callee.clone()));
                let listed = |value: &&&Value| matches!(value, Value::Name(_) | Value::List(_));
                names.iter().filter(listed).map(|value| (*value).clone()).chain(calls).collect()
            }
            Place::Parameter => name(self.parameter()),
            Place::Inner => {
                let inner = self.inner();
                let all = inner.map_or(&[][..], |call| &call.arguments).iter().filter(|a| a.key.is_none());
                all.map(|argument| argument.value.clone()).collect()
            }
            Place::Every(key) => {
                let ends = |own: &str| {
                    own.strip_suffix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                let keyed = self.arguments().iter().filter(|argument| argument.key.as_deref().is_some_and(ends));
                keyed.map(|argument| argument.value.clone()).collect()
            }
            Place::Keys(before) => {
                let keys = self.arguments().iter().filter_map(|argument| argument.key.as_deref());
                let behind = keys.filter_map(|key| match before.as_str() {
                    "" => Some(key),
                    before => key.strip_prefix(before)?.strip_prefix('.'),
                });
                behind.map(|key| Value::Text(key.to_owned())).collect()
            }
            Place::Generic(at) => name(&self.generics().get(*at).cloned().unwrap_or_default()),
            Place::Declared => name(&innermost(self.declared())),
            Place::Plain if self.declared().contains(['<', '[']) => Vec::new(),
            Place::Plain => name(self.declared().trim_end_matches('?')),
            Place::Type => text(&self.owner()),
            Place::Member => text(self.member()),
            Place::Value => match self.seen {
                Seen::Assignment(assignment) => vec![assignment.value.clone()],
                _ => Vec::new(),
            },
            Place::Receiver => text(self.segment_before_last()),
            Place::First => {
                text(segments(self.call().map_or("", |call| call.callee.as_str())).first().copied().unwrap_or(""))
            }
            Place::Constant => text(self.leading_constant()),
            Place::Before(mark) => text(self.segment_before(mark)),
            Place::ReceiverGeneric(at) => {
                let written = self.call().map_or("", |call| call.receiver_type.as_str());
                name(&generics(written).get(*at).cloned().unwrap_or_default())
            }
            Place::BaseGeneric(at) => name(&self.base_generic(*at)),
            Place::Origin(which) => one(self.origin().and_then(|call| pick(&call.arguments, which))),
            Place::OriginGeneric(at) => {
                name(self.origin().and_then(|call| call.type_arguments.get(*at)).map_or("", String::as_str))
            }
            Place::Chain(mark, which) => one(self.in_chain(mark).and_then(|call| pick(&call.arguments, which))),
            Place::Around(mark, at) => {
                name(self.call_around(mark).and_then(|call| call.type_arguments.get(*at)).map_or("", String::as_str))
            }
            Place::Wrapped => one(self.wrapped()),
            Place::Nested(mark) => text(self.nested(mark).unwrap_or("")),
            Place::Sibling(glob, which) => one(self.sibling(glob).and_then(|other| pick(&other.arguments, which))),
            Place::Last => text(self.last_name()),
            Place::Assigned(mark) => self.assigned(mark),
            Place::Label => self.label(),
            Place::Inside => text(self.call().map_or("", |call| call.inside.as_str())),
            Place::File => text(self.scene.path.as_str()),
            Place::Base => match self.seen {
                Seen::Base(_, base) => text(base),
                _ => Vec::new(),
            },
            Place::Conventional => text(&self.conventional()),
            Place::Verbs => self.verbs(),
            Place::Literal(literal) => text(literal),
        }
    }

    /// The call, the one an assignment holds included.
    pub(super) fn call(&self) -> Option<&'a Call> {
        match self.seen {
            Seen::Call(_, call) => Some(call),
            Seen::Assignment(assignment) => assignment.call.and_then(|at| self.scene.shapes.calls.get(at)),
            Seen::Annotation(_) | Seen::Base(..) | Seen::Field(..) | Seen::Method(..) => None,
        }
    }

    pub(super) fn arguments(&self) -> &'a [Argument] {
        match self.seen {
            Seen::Annotation(annotation) => &annotation.arguments,
            _ => self.call().map_or(&[], |call| &call.arguments),
        }
    }

    pub(super) fn argument_count(&self) -> usize {
        self.arguments().len()
    }

    /// Whether an argument is a name like one of these.
    pub(super) fn takes(&self, wanted: &[Glob]) -> bool {
        let fits = |value: &Value| match value {
            Value::Name(name) => wanted.iter().any(|glob| glob.matches_path(name)),
            Value::Text(_) | Value::List(_) | Value::Other => false,
        };
        self.arguments().iter().any(|argument| argument.key.is_none() && fits(&argument.value))
    }

    pub(super) fn line(&self) -> u32 {
        match self.seen {
            Seen::Annotation(annotation) => annotation.line,
            Seen::Call(_, call) => call.line,
            Seen::Base(shape, _) => shape.line,
            Seen::Assignment(assignment) => assignment.line,
            Seen::Field(_, field) => field.2,
            Seen::Method(_, method) => method.line,
        }
    }

    /// The type around; for a Django `Meta`, the model it belongs to.
    pub(super) fn owner(&self) -> String {
        let around = match self.seen {
            Seen::Annotation(annotation) => match &annotation.target {
                Target::Type { name } => name.as_str(),
                Target::Method { of, .. } | Target::Field { of, .. } => of,
                Target::Other => "",
            },
            Seen::Call(at, call) => match call.inside.split('.').next().unwrap_or("") {
                "" => self.assigned_in(at, call.line),
                inside => inside,
            },
            Seen::Base(shape, _) | Seen::Field(shape, _) => &shape.name,
            Seen::Assignment(assignment) => &assignment.of,
            Seen::Method(of, _) => of,
        };
        let plain = around.strip_suffix(".Meta").unwrap_or(around);
        if plain != "Meta" {
            return plain.rsplit('.').next().unwrap_or(plain).to_owned();
        }
        let types = &self.scene.shapes.types;
        let before = &types[..types.partition_point(|shape| shape.line <= self.line())];
        let model = before.iter().rev().take(NEAR).find(|shape| shape.name != "Meta");
        model.map_or(String::new(), |shape| shape.name.clone())
    }

    /// The type whose member holds a call that stands in no function.
    fn assigned_in(&self, at: usize, line: u32) -> &'a str {
        let mut near = self.assignments_until(line).filter(|assignment| line - assignment.line <= 10);
        let own = near.clone().find(|assignment| assignment.call == Some(at));
        own.or_else(|| near.next()).map_or("", |assignment| assignment.of.as_str())
    }

    /// The assignments up to a line, nearest first; they are in order of their lines.
    fn assignments_until(&self, line: u32) -> impl Iterator<Item = &'a Assignment> + Clone + use<'a> {
        let all = &self.scene.shapes.assignments;
        all[..all.partition_point(|assignment| assignment.line <= line)].iter().rev().take(NEAR)
    }

    /// The name of what an annotation stands on, or of the field or variable.
    pub(super) fn member_name(&self) -> &'a str {
        self.member()
    }

    fn member(&self) -> &'a str {
        match self.seen {
            Seen::Annotation(annotation) => match &annotation.target {
                Target::Type { name } | Target::Method { name, .. } | Target::Field { name, .. } => name,
                Target::Other => "",
            },
            Seen::Assignment(assignment) => &assignment.name,
            Seen::Field(_, field) => &field.0,
            Seen::Base(shape, _) => &shape.name,
            Seen::Method(_, method) => &method.name,
            Seen::Call(at, _) => {
                let own = self.assignments_until(self.line()).find(|assignment| assignment.call == Some(at));
                own.map_or("", |assignment| assignment.name.as_str())
            }
        }
    }

    /// The function or type around, for entry points that name no handler.
    pub(super) fn around(&self) -> String {
        match self.seen {
            Seen::Annotation(annotation) => match &annotation.target {
                Target::Method { of, name } if !of.is_empty() => format!("{of}.{name}"),
                _ => self.member().to_owned(),
            },
            Seen::Call(..) => String::new(),
            Seen::Base(shape, _) | Seen::Field(shape, _) => shape.name.clone(),
            Seen::Assignment(assignment) => assignment.of.clone(),
            Seen::Method(of, method) if of == method.name => of.to_owned(),
            Seen::Method(of, method) => format!("{of}.{}", method.name),
        }
    }

    /// The last segment of the callee, the annotation or the base.
    pub(super) fn last_name(&self) -> &'a str {
        let path = match self.seen {
            Seen::Annotation(annotation) => &annotation.name,
            Seen::Base(_, base) => base,
            Seen::Method(_, method) => &method.name,
            _ => self.call().map_or("", |call| call.callee.as_str()),
        };
        segments(path).last().copied().unwrap_or("")
    }

    fn segment_before_last(&self) -> &'a str {
        let path = match self.seen {
            Seen::Annotation(annotation) => annotation.name.as_str(),
            _ => self.call().map_or("", |call| call.callee.as_str()),
        };
        let parts = segments(path);
        parts.len().checked_sub(2).map_or("", |at| parts[at])
    }

    /// The constants that a callee begins with, where something is called on them.
    fn leading_constant(&self) -> &'a str {
        let callee = self.call().map_or("", |call| call.callee.as_str());
        let (path, _) = callee.split_once('.').unwrap_or(("", ""));
        if path.trim_start_matches(':').starts_with(char::is_uppercase) { path } else { "" }
    }

    /// Whether an argument has one of these keywords.
    pub(super) fn has_key(&self, keys: &[String]) -> bool {
        let of = |argument: &Argument| argument.key.as_ref().is_some_and(|key| keys.contains(key));
        self.arguments().iter().any(of)
    }

    /// The variable of the router that a route is registered on by a call.
    pub(super) fn router(&self, kind: &EntryKind) -> String {
        match (kind, self.seen) {
            (EntryKind::Http { .. }, Seen::Call(..)) => self.segment_before_last().trim_end_matches("()").to_owned(),
            _ => String::new(),
        }
    }

    /// The last argument of a call on the same line that is given something imported: `orders.list` of
    /// `get('/', wrap(orders.list))`. Only where the last argument is no name itself.
    fn wrapped(&self) -> Option<&'a Value> {
        let Seen::Call(at, call) = self.seen else { return None };
        if !matches!(call.arguments.last()?.value, Value::Other) {
            return None;
        }
        let imported = |name: &str| self.scene.imported.contains(name.split('.').next().unwrap_or(name));
        let inner = self.scene.shapes.calls[at + 1..].iter().take(NEAR).take_while(|inner| inner.line == call.line);
        let given = inner.filter_map(|inner| inner.arguments.last()).map(|argument| &argument.value);
        given.filter(|value| matches!(value, Value::Name(name) if imported(name))).last()
    }

    fn segment_before(&self, mark: &str) -> &'a str {
        let parts = segments(self.call().map_or("", |call| call.callee.as_str()));
        let at = parts.iter().position(|part| *part == mark).and_then(|at| at.checked_sub(1));
        at.map_or("", |at| parts[at])
    }

    fn declared(&self) -> &'a str {
        match self.seen {
            Seen::Annotation(Annotation { target: Target::Field { declared, .. }, .. }) => declared,
            Seen::Field(_, field) => &field.1,
            _ => "",
        }
    }

    fn generics(&self) -> Vec<String> {
        match self.seen {
            Seen::Base(_, base) => generics(base),
            Seen::Annotation(_) | Seen::Field(..) | Seen::Method(..) => generics(self.declared()),
            Seen::Call(..) | Seen::Assignment(_) => self.call().map_or(Vec::new(), |call| call.type_arguments.clone()),
        }
    }

    fn base_generic(&self, at: usize) -> String {
        let owner = self.owner();
        let types = self.scene.shapes.types.iter().filter(|shape| shape.name == owner);
        types.flat_map(|shape| &shape.bases).find_map(|base| generics(base).get(at).cloned()).unwrap_or_default()
    }

    /// The call that the receiver comes from: inside the chain (`db.collection().insertOne`), or assigned to the
    /// variable that is the receiver.
    pub(super) fn origin(&self) -> Option<&'a Call> {
        let call = self.call()?;
        if let Some(at) = call.callee.rfind("()") {
            let inner = &call.callee[..at];
            let near = self.calls_near(20).iter().filter(|other| other.callee == inner);
            return near.min_by_key(|other| other.line.abs_diff(call.line));
        }
        let parts = segments(&call.callee);
        let variable = parts.len().checked_sub(2).map(|at| parts[at])?;
        let assigned = self.scene.assignments.get(variable)?;
        self.scene.shapes.calls.get(assigned.iter().find_map(|assignment| assignment.call)?)
    }

    /// The type of the first parameter of the annotated method.
    fn parameter(&self) -> &'a str {
        let Seen::Annotation(Annotation { target: Target::Method { of, name }, line, .. }) = self.seen else {
            return "";
        };
        let types = self.scene.types.iter().filter(|declared| declared.name == *of);
        let mut named = types.flat_map(|declared| &declared.operations).filter(|operation| operation.name == *name);
        let own = named.find(|operation| operation.line >= *line);
        own.and_then(|operation| operation.parameters.first()).map_or("", String::as_str)
    }

    /// The call whose result this one is made on: the languages state it right after this one.
    pub(super) fn inner(&self) -> Option<&'a Call> {
        let Seen::Call(at, call) = self.seen else { return None };
        let (before, _) = call.callee.rsplit_once('.')?;
        let inner = self.scene.shapes.calls.get(at + 1).filter(|_| before.ends_with("()"))?;
        (inner.line <= call.last.max(call.line)).then_some(inner)
    }

    /// The call of that name earlier in the chain: `route('/x')` of `route('/x').get(list).post(add)`.
    fn in_chain(&self, mark: &str) -> Option<&'a Call> {
        let call = self.call()?;
        let parts: Vec<&str> = call.callee.split('.').collect();
        let called = |part: &str| part.strip_suffix("()") == Some(mark);
        let inner = parts[..=parts.iter().position(|part| called(part))?].join(".");
        let inner = inner.strip_suffix("()").unwrap_or(&inner);
        let near = self.calls_near(40).iter().filter(|other| other.callee == inner && other.line <= call.line);
        near.min_by_key(|other| call.line - other.line)
    }

    /// The last call of that name before this one in the same function.
    fn call_around(&self, mark: &str) -> Option<&'a Call> {
        let Seen::Call(at, call) = self.seen else { return None };
        let mut before = self.scene.shapes.calls[..at].iter().rev().take(NEAR);
        before.find(|other| callee_matches(mark, &other.callee) && other.inside == call.inside)
    }

    /// The calls at most so many lines away; they are in order of their lines.
    fn calls_near(&self, lines: u32) -> &'a [Call] {
        let calls = &self.scene.shapes.calls;
        let line = self.line();
        let from = calls.partition_point(|call| call.line < line.saturating_sub(lines));
        let to = calls.partition_point(|call| call.line <= line.saturating_add(lines));
        &calls[from..to.min(from + NEAR)]
    }

    /// The receiver of a call of that name on the same lines.
    pub(super) fn nested(&self, mark: &str) -> Option<&'a str> {
        let line = self.line();
        let inside = |call: &&Call| (line..=line + 3).contains(&call.line) && callee_matches(mark, &call.callee);
        let call = self.calls_near(3).iter().filter(inside).min_by_key(|call| call.line)?;
        Some(call.callee.rsplit_once('.').map_or("", |(receiver, _)| receiver))
    }

    /// The table Django derives from an app's label and a model's name, both given as texts.
    fn label(&self) -> Vec<Value> {
        match self.arguments() {
            [Argument { value: Value::Text(app), .. }, Argument { value: Value::Text(model), .. }, ..] => {
                vec![Value::Text(format!("{app}_{}", model.to_lowercase()))]
            }
            _ => Vec::new(),
        }
    }

    /// HTTP methods among the calls on the same line.
    fn verbs(&self) -> Vec<Value> {
        const VERBS: &[&str] = &["get", "post", "put", "delete", "patch"];
        let calls = self.calls_near(0).iter();
        let names = calls.filter_map(|call| segments(&call.callee).last().copied());
        let mut verbs: Vec<Value> =
            names.filter(|name| VERBS.contains(name)).map(|name| Value::Name(name.to_owned())).collect();
        verbs.dedup();
        verbs
    }

    /// What the type around, or its `Meta`, assigns to a name.
    fn assigned(&self, name: &str) -> Vec<Value> {
        let owner = self.owner();
        let assigned = self.scene.assignments.get(name).map_or(&[][..], Vec::as_slice);
        let own = |assignment: &&&'a Assignment| {
            Subjects { scene: self.scene, seen: Seen::Assignment(assignment) }.owner() == owner
        };
        assigned.iter().take(NEAR).find(own).map(|assignment| assignment.value.clone()).into_iter().collect()
    }

    /// `/Order/List` for `OrderController.List`, unless the class has a route of its own.
    fn conventional(&self) -> String {
        let owner = self.owner();
        let routed = self.on(&owner, "", |other| other.name == "Route").is_some();
        let Some(controller) = owner.strip_suffix("Controller").filter(|_| !routed) else { return String::new() };
        match self.seen {
            Seen::Annotation(_) => format!("/{controller}/{}", self.member()),
            _ => format!("/{controller}/{{action}}"),
        }
    }

    /// Another annotation on the same target.
    pub(super) fn sibling(&self, glob: &Glob) -> Option<&'a Annotation> {
        let (of, name) = match self.seen {
            Seen::Annotation(annotation) => place_of(&annotation.target)?,
            Seen::Base(shape, _) => (shape.name.as_str(), ""),
            Seen::Method(of, method) => (of, method.name.as_str()),
            _ => return None,
        };
        self.on(of, name, |other| glob.matches_path(&other.name))
    }

    /// The call of one of these names that made the variable that the first of the sources names, or the call there itself.
    pub(super) fn maker(&self, sources: &[Source], makers: &[String]) -> Option<Subjects<'a>> {
        let call = self.call().filter(|_| !makers.is_empty())?;
        let word = self.words(sources).into_iter().next()?;
        let is_maker = |made: &Call| makers.iter().any(|maker| callee_matches(maker, &made.callee));
        let (shapes, scene) = (self.scene.shapes, self.scene);
        let seen = |at: usize| Subjects { scene, seen: Seen::Call(at, &shapes.calls[at]) };
        if let Some(called) = word.strip_suffix("()") {
            let from = shapes.calls.partition_point(|other| other.line < call.line);
            let near = (from..shapes.calls.len()).take(NEAR);
            let near = near.take_while(|at| shapes.calls[*at].line <= call.last.max(call.line));
            let inside = |made: &Call| call.callee.starts_with(made.callee.as_str()) && made.callee.ends_with(called);
            return near.map(seen).find(|made| made.call().is_some_and(|made| is_maker(made) && inside(made)));
        }
        let known = &shapes.locals[..shapes.locals.partition_point(|local| local.line <= self.line())];
        let known = known.iter().rev().take(NEAR).filter(|local| local.name == word).filter_map(|local| local.call);
        let at = known.map(|at| (at, &shapes.calls[at])).find(|(_, made)| made.inside == call.inside)?;
        is_maker(at.1).then(|| seen(at.0))
    }

    /// The first fitting annotation on a type, or on a member of it.
    fn on(&self, of: &str, name: &str, fits: impl Fn(&Annotation) -> bool) -> Option<&'a Annotation> {
        let all = self.scene.annotations.get(&(of, name))?;
        all.iter().take(NEAR).copied().find(|annotation| fits(annotation))
    }

    /// An annotation on the type around.
    pub(super) fn owner_annotation(&self, glob: &Glob) -> Option<&'a Annotation> {
        self.on(&self.owner(), "", |other| glob.matches_path(&other.name))
    }

    /// Whether the type around, or its `Meta`, assigns this name.
    pub(super) fn meta_assigns(&self, name: &str) -> bool {
        !self.assigned(name).is_empty()
    }

    fn changed(&self, text: &str, change: Change) -> String {
        match change {
            Change::Snake => snake(text, '_'),
            Change::Kebab => snake(text, '-'),
            Change::Uncapital => uncapital(text),
            Change::Capital => capital(text),
            Change::Razor => razor(text),
            Change::Stripes => self.stripes(text),
            Change::Word => text.to_owned(),
            Change::Table => table_part(text),
            Change::Label => label(text),
            Change::Plural => plural(text),
            Change::Lower => text.to_lowercase(),
            Change::Concrete => concrete(text).to_owned(),
            Change::Last => segments(text).last().copied().unwrap_or("").to_owned(),
            Change::Singular => singular(segments(text).last().copied().unwrap_or("")),
            Change::RubySingular if text.starts_with(char::is_uppercase) => text.to_owned(),
            Change::RubySingular => super::inflect::singular(text),
            Change::Full => (*self.scene.full_names.get(text).unwrap_or(&text)).to_owned(),
            Change::Camel => super::touch::camel(text),
            Change::Model => model(text),
            Change::Next => next(text),
            Change::Via => via(text),
            Change::Stapler => format!("/{HOLE}/{}", uncapital(text.strip_prefix("do").unwrap_or(text))),
            Change::Django => format!("{}_{}", self.django_app(), text.to_lowercase()),
        }
    }

    /// Stripes' default binding: the packages after `web`, `www`, `stripes` or `action`, and the plain name.
    fn stripes(&self, bean: &str) -> String {
        let folders: Vec<&str> = self.scene.path.folders().collect();
        let base = folders.iter().rposition(|folder| ["web", "www", "stripes", "action"].contains(folder));
        let inner = base.map_or(&[][..], |at| &folders[at + 1..]);
        let name = ["ActionBean", "Bean", "Action"].iter().find_map(|suffix| bean.strip_suffix(suffix)).unwrap_or(bean);
        let mut path: String = inner.iter().flat_map(|folder| ["/", folder]).collect();
        path.extend(["/", name, ".action"]);
        path
    }

    /// The folder of `models.py`, or the one above `models/`.
    fn django_app(&self) -> &'a str {
        const INNER: &[&str] = &["models", "migrations"];
        let folders: Vec<&str> = self.scene.path.folders().collect();
        folders.into_iter().rev().find(|folder| !INNER.contains(folder)).unwrap_or("app")
    }
}

/// One argument by position, keyword, or the last.
fn pick<'a>(arguments: &'a [Argument], which: &Which) -> Option<&'a Value> {
    let argument = match which {
        Which::At(at) => arguments.iter().filter(|argument| argument.key.is_none()).nth(*at),
        Which::Last => arguments.iter().rfind(|argument| argument.key.is_none()),
        Which::Key(key) => arguments.iter().find(|argument| argument.key.as_ref() == Some(key)),
    };
    argument.map(|argument| &argument.value)
}

/// Names of types in a value: the last capitalised part.
fn entity_names(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Text(text) | Value::Name(text) if !text.contains(HOLE) => {
            let simple = text.split(['<', '(']).next().unwrap_or("").trim_end_matches(['?', '!', '[', ']']);
            let name = segments(simple).into_iter().rev().find(|part| part.starts_with(char::is_uppercase));
            // Django's setting for the model of users stands for that model.
            let name = name.map(|name| if name == "AUTH_USER_MODEL" { "User" } else { name });
            let word = |name: &&str| name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            let constant = |name: &&str| name.contains('_') && !name.contains(char::is_lowercase);
            out.extend(name.filter(word).filter(|name| !constant(name)).map(str::to_owned));
        }
        Value::List(list) => list.iter().take(50).for_each(|value| {
            if !matches!(value, Value::List(_)) {
                entity_names(value, out);
            }
        }),
        Value::Text(_) | Value::Name(_) | Value::Other => {}
    }
}

/// Whole paths of constants in a value, as Ruby looks them up: `Shop::Order`.
fn constant_names(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Text(text) | Value::Name(text) => {
            let name = text.trim_start_matches(':');
            let path = name.starts_with(char::is_uppercase) && name.len() > 1;
            let constants = name.split("::").all(|part| {
                part.starts_with(char::is_uppercase) && part.chars().all(|c| c.is_alphanumeric() || c == '_')
            });
            if path && constants {
                out.push(text.clone());
            }
        }
        Value::List(list) => list.iter().take(50).for_each(|value| {
            if !matches!(value, Value::List(_)) {
                constant_names(value, out);
            }
        }),
        Value::Other => {}
    }
}

fn plain_words(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Text(text) | Value::Name(text) => out.push(text.clone()),
        Value::List(list) => out.extend(list.iter().filter_map(|value| match value {
            Value::Text(text) | Value::Name(text) => Some(text.clone()),
            Value::List(_) | Value::Other => None,
        })),
        Value::Other => {}
    }
}

/// The type arguments of a type as written: `Order` and `Long` of `JpaRepository<Order, Long>`.
pub(super) fn generics(written: &str) -> Vec<String> {
    let Some(open) = written.find(['<', '[']) else { return Vec::new() };
    let inside = written[open + 1..].trim_end().trim_end_matches(['>', ']', '?', ' ']);
    let (mut depth, mut parts, mut start) = (0_i32, Vec::new(), 0);
    for (at, c) in inside.char_indices() {
        match c {
            '<' | '[' | '(' => depth += 1,
            '>' | ']' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(inside[start..at].trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inside[start..].trim().to_owned());
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The innermost last type of a declared type: `Order` of `List<Order>`, `Map<Long, Order>` and `Order[]`.
fn innermost(declared: &str) -> String {
    let mut current = declared.trim().trim_end_matches("[]").to_owned();
    for _ in 0..4 {
        match generics(&current).pop() {
            Some(inner) => current = inner.trim_start_matches("? extends ").trim_end_matches("[]").to_owned(),
            None => break,
        }
    }
    current.trim_matches(|c: char| "\"'?".contains(c)).to_owned()
}

/// `OrderItem` -> `order_item`.
pub(super) fn snake(text: &str, separator: char) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| chars[i]);
        let next_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit() || b.is_uppercase() && next_lower);
        if c.is_uppercase() && starts {
            out.push(separator);
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The English plural, as ORMs form it: regular nouns only.
pub(super) fn plural(text: &str) -> String {
    let vowel = |c: char| "aeiouAEIOU".contains(c);
    let mut ends = text.chars().rev();
    match (ends.next(), ends.next()) {
        (Some('s'), _) if !text.ends_with("ss") && !text.ends_with("us") => text.to_owned(),
        (Some('y'), Some(before)) if !vowel(before) => format!("{}ies", &text[..text.len() - 1]),
        (Some('s' | 'x' | 'z'), _) | (Some('h'), Some('c' | 's')) => format!("{text}es"),
        _ => format!("{text}s"),
    }
}

/// `OrderItem` -> `orderItem`.
fn uncapital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

/// `orders` of `shop.orders.id` and of `orders::table`; nothing of a bare name.
fn table_part(text: &str) -> String {
    let parts = segments(text);
    parts.len().checked_sub(2).map_or(String::new(), |at| parts[at].to_owned())
}

/// `order.Line` -> `order_line`; nothing of anything else.
fn label(text: &str) -> String {
    let model = text.split_once('.').filter(|(app, model)| !app.is_empty() && model.starts_with(char::is_uppercase));
    model
        .filter(|(_, model)| !model.contains('.'))
        .map_or(String::new(), |(app, model)| format!("{app}_{}", model.to_lowercase()))
}

/// `order` -> `Order`.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// `src/Web/Pages/Basket/Index.cshtml.cs` -> `/Basket`.
fn razor(path: &str) -> String {
    let page = path.rsplit_once("Pages/").map_or(path, |(_, page)| page);
    let page = page.split('.').next().unwrap_or(page);
    let page = if page == "Index" { "" } else { page.strip_suffix("/Index").unwrap_or(page) };
    format!("/{page}")
}

/// `app/(shop)/orders/[id]/route.ts` -> `/orders/:id`, `src/pages/api/orders/index.ts` -> `/api/orders`.
fn next(path: &str) -> String {
    let inner = |mark: &str| path.strip_prefix(&mark[1..]).or_else(|| path.rsplit_once(mark).map(|(_, inner)| inner));
    let inner = inner("/pages/").or_else(|| inner("/app/")).unwrap_or(path);
    let inner = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
    let mut route = String::new();
    for part in inner.split('/').filter(|part| !part.starts_with('(') && *part != "route" && *part != "index") {
        match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(name) => route.extend(["/:", name.trim_start_matches("...")]),
            None => route.extend(["/", part]),
        }
    }
    route
}

/// `customer__address` of `customer__address__city__icontains`; nothing of `customer`, whose key is in the table itself,
/// nor of `customer__in` and `customer__pk`.
fn via(path: &str) -> String {
    const LOOKUPS: &[&str] = &[
        "in",
        "id",
        "pk",
        "isnull",
        "exact",
        "iexact",
        "contains",
        "icontains",
        "gt",
        "gte",
        "lt",
        "lte",
        "range",
        "startswith",
        "istartswith",
        "endswith",
        "iendswith",
        "regex",
        "date",
        "year",
        "month",
        "day",
        "overlap",
    ];
    let mut fields: Vec<&str> = path.trim_start_matches('-').split("__").collect();
    while fields.len() > 1 && fields.last().is_some_and(|last| LOOKUPS.contains(last)) {
        fields.pop();
    }
    fields.pop();
    fields.join("__")
}

/// `orderModel` -> `Order`; a name that is written like a type stays as it is.
fn model(text: &str) -> String {
    let injected = text
        .strip_suffix("Model")
        .or_else(|| text.strip_suffix("Schema"))
        .filter(|rest| rest.starts_with(char::is_lowercase));
    injected.map_or_else(|| text.to_owned(), capital)
}

/// `Categories` -> `Category`: the regular English singular.
fn singular(text: &str) -> String {
    match text.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => ["ses", "xes", "ches", "shes"]
            .iter()
            .find_map(|end| text.ends_with(end).then(|| text[..text.len() - 2].to_owned()))
            .unwrap_or_else(|| text.strip_suffix('s').filter(|_| !text.ends_with("ss")).unwrap_or(text).to_owned()),
    }
}

/// `AbstractOrder` -> `Order`.
fn concrete(text: &str) -> &str {
    let rest = text.strip_prefix("Abstract").or_else(|| text.strip_prefix("Base"));
    rest.filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_changed_as_frameworks_do() {
        assert_eq!(snake("OrderItem", '_'), "order_item");
        assert_eq!(snake("HTMLPage2D", '_'), "html_page2_d");
        assert_eq!(plural("category"), "categories");
        assert_eq!(plural("day"), "days");
        assert_eq!(plural("box"), "boxes");
        assert_eq!(plural("address"), "addresses");
        assert_eq!(plural("news"), "news");
        assert_eq!(plural("status"), "statuses");
        assert_eq!(concrete("AbstractOrder"), "Order");
        assert_eq!(concrete("Abstraction"), "Abstraction");
    }

    #[test]
    fn columns_of_other_tables() {
        for (path, fields) in [
            ("customer__name", "customer"),
            ("-customer__address__city__icontains", "customer__address"),
            ("customer", ""),
            ("customer__pk__in", ""),
            ("paid__gte", ""),
        ] {
            assert_eq!(via(path), fields, "{path}");
        }
    }

    #[test]
    fn routes_of_next_js() {
        for (path, route) in [
            ("app/(shop)/orders/[id]/route.ts", "/orders/:id"),
            ("web/src/app/api/orders/route.ts", "/api/orders"),
            ("src/pages/api/orders/index.ts", "/api/orders"),
            ("pages/api/[...all].js", "/api/:all"),
        ] {
            assert_eq!(next(path), route, "{path}");
        }
    }

    #[test]
    fn singulars_and_models() {
        for (many, one) in [("Items", "Item"), ("Categories", "Category"), ("Boxes", "Box"), ("Address", "Address")] {
            assert_eq!(singular(many), one);
        }
        assert_eq!((model("orderModel"), model("OrderModel")), ("Order".to_owned(), "OrderModel".to_owned()));
    }

    #[test]
    fn type_arguments() {
        assert_eq!(generics("JpaRepository<Order, Long>"), ["Order", "Long"]);
        assert_eq!(generics("Map<String, List<Order>>"), ["String", "List<Order"]);
        assert_eq!(innermost("Map<String, List<Order>>"), "Order");
        assert_eq!(innermost("List<Order>"), "Order");
        assert_eq!(innermost("Order[]"), "Order");
        assert_eq!(innermost("Order"), "Order");
    }
}
