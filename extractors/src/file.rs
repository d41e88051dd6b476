//! What one file says: a pure function of its bytes, its path and its language.
//!
//! Nothing here looks at a second file, so a value of [`FileFacts`] can be kept by blob id. What the names mean across
//! files is found afterwards, over all files at once, by [`crate::resolve`].

mod hidden;
mod reach;

pub use hidden::{Advice, Advised, Advisor, GapMention, LoadMention};
pub use reach::{
    GatewayMention, Handed, Handing, PatternMention, RemoteMention, RequestMention, TopicVariable, Topics,
};

use crate::allow::AllowMention;
use crate::flow::{
    CallMention, ColumnMention, Function, GuardMention, HookMention, QueryMention, RelationMention, RepeatMention,
    ScopeMention, StateMention, Touch,
};
use crate::outline::Outline;
use crate::part::Division;
use seamline_analyzer::facts::{Context, EntryKind, Mode, Parse, StoreKind, StoreLinkKind, TypeDecl};

/// How many lines of evidence one mention keeps; the count says how many there are in all.
pub const LINES_KEPT: usize = 4;

/// Ends the path of an import of all files of a folder, each by the entities that it declares.
pub const WHOLE_FOLDER: &str = "/*";

/// Everything one source file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileFacts {
    /// Lines of text.
    pub lines: u32,
    /// How much of it could be parsed; `None` means full.
    pub errors: u32,
    /// Packages or namespaces the file declares itself to be in. Java has at most one; C# may have several.
    pub packages: Vec<String>,
    /// Types (and, where files are modules, top-level functions and exported values), in order of appearance.
    pub types: Vec<TypeDecl>,
    /// The constants that it defines or opens, where files are found by them (Ruby), in order of appearance.
    pub constants: Vec<ConstantMention>,
    /// Types whose bases may be models of a mapper, as far as this file alone tells.
    pub models: Vec<ModelMention>,
    /// The simple names of the direct bases of each type: (index into `types`, name as written).
    pub bases: Vec<(usize, String)>,
    /// What it imports, in order of appearance.
    pub imports: Vec<Import>,
    /// The names it mentions, sorted by (name, context).
    pub mentions: Vec<Mention>,
    /// Stores it uses or declares, as far as this file alone tells.
    pub stores: Vec<StoreMention>,
    /// Methods that it gives to types it declares nowhere at its top: (type, method) of `User.prototype.limits = ..` inside
    /// a function that makes a model.
    pub given_methods: Vec<(String, String)>,
    /// Methods that it calls on variables that may hold rows.
    pub row_calls: Vec<RowCallMention>,
    /// Where it deletes rows.
    pub deletions: Vec<DeletionMention>,
    /// Foreign keys and triggers it declares.
    pub store_links: Vec<StoreLinkMention>,
    /// Where the outside calls in.
    pub entries: Vec<EntryMention>,
    /// Routers of other files that it gives a prefix.
    pub mounts: Vec<Mount>,
    /// The functions that stand in no other, sorted by their first line.
    pub functions: Vec<Function>,
    /// What it calls, sorted by line.
    pub calls: Vec<CallMention>,
    /// What runs in one transaction, sorted.
    pub scopes: Vec<ScopeMention>,
    /// Functions that run what they are handed over in a transaction, sorted.
    pub wrappers: Vec<String>,
    /// Lines that run once a transaction has been committed, not inside it.
    pub deferred: Vec<(u32, u32)>,
    /// Uses of stores that only neighbours tell, sorted.
    pub touches: Vec<Touch>,
    /// Addresses of other deployables.
    pub remotes: Vec<RemoteMention>,
    /// Requests that may go to other deployables.
    pub requests: Vec<RequestMention>,
    /// Paths of requests that a file of tests names, each once, sorted.
    pub asked: Vec<String>,
    /// What a gateway's configuration sends where, in its order.
    pub gateway: Vec<GatewayMention>,
    /// How topics are handed on from function to function.
    pub topics: Topics,
    /// Queries that use several stores, sorted.
    pub queries: Vec<QueryMention>,
    /// Columns that it reads and writes, sorted.
    pub columns: Vec<ColumnMention>,
    /// What it does again and again, sorted.
    pub repeats: Vec<RepeatMention>,
    /// Variables, caches and files that its functions share, sorted.
    pub states: Vec<StateMention>,
    /// Handlers that hang on stores and events, sorted.
    pub hooks: Vec<HookMention>,
    /// Checks of who calls, sorted.
    pub guards: Vec<GuardMention>,
    /// What a configuration says about transactions.
    pub advised: Option<Box<Advised>>,
    /// What cannot be followed, sorted.
    pub gaps: Vec<GapMention>,
    /// Files that it loads by pattern, sorted.
    pub loads: Vec<LoadMention>,
    /// Lines that frameworks find what stands below by, with the rule that says so, sorted.
    pub finds: Vec<(u32, String)>,
    /// Fields of entities that hold others, sorted.
    pub relations: Vec<RelationMention>,
    /// Whether a rule recognised a persistent entity in it (annotation, base class, schema call).
    pub entity: bool,
    /// Lines of strings that look like SQL and that no dialect could parse.
    pub unparsed_sql: Vec<u32>,
    /// Identifier and comment words with their counts, sorted.
    pub terms: Vec<(String, u32)>,
    /// Comments that allow what the gate would find, by line.
    pub allows: Vec<AllowMention>,
    /// What it says where; none unless it was asked for.
    pub outline: Option<Box<Outline>>,
    /// What it is divided into; none where files are the units.
    pub division: Option<Box<Division>>,
}

impl FileFacts {
    /// How much of the file was understood.
    pub fn parse(&self) -> Parse {
        match self.errors {
            0 => Parse::Full,
            errors => Parse::Partial { errors },
        }
    }
}

/// One imported thing. What `path` means is the language's business; `resolve` knows it.
///
/// | language | statement | path | names | form |
/// |---|---|---|---|---|
/// | Java | `import a.b.C;` | `a.b.C` | | `Named` |
/// | Java | `import static a.b.C.m;` | `a.b.C` | `m` | `Named` |
/// | Java | `import a.b.*;` | `a.b` | | `Wildcard` |
/// | C# | `using A.B;` / `global using A.B;` | `A.B` | | `Wildcard` / `GlobalWildcard` |
/// | C# | `using X = A.B.C;` | `A.B.C` | `C as X` | `Named` |
/// | Python | `import a.b as c` | `a.b` | | `Module`, alias `c` |
/// | Python | `from ..a import b as c, d` | `..a` | `b as c`, `d` | `Named` |
/// | Python | `from a import *` | `a` | | `Wildcard` |
/// | JS/TS | `import d, {a as b} from './x'` | `./x` | `default as d`, `a as b` | `Named` |
/// | JS/TS | `import * as n from 'x'`, `const n = require('x')` | `x` | | `Module`, alias `n` |
/// | JS/TS | `const {a, b: c} = require('./x')` | `./x` | `a`, `b as c` | `Named` |
/// | JS/TS | `import './x'`, `import('./x')`, `require('./x')` | `./x` | | `Module` |
/// | JS/TS | `export {a} from './x'`, `export * from './x'` | `./x` | `a` | `Named` / `Wildcard`, `reexport` |
/// | JS/TS | `db[model.name] = require(path.join(__dirname, file))(x)` | `./*` | | `Wildcard`, `reexport` |
/// | Rust | `use crate::a::{B, c as d};` | `crate::a` | `B`, `c as d` | `Named` |
/// | Rust | `use a::b::*;`, `mod x;` | `a::b`, `x` | | `Wildcard`, `Child` |
/// | Ruby | `require "a/b"`, `require_relative "b"` | `a/b`, `./b` | | `Module` |
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// What is imported from, as the language writes it.
    pub path: String,
    /// The form of the import.
    pub form: ImportForm,
    /// The names taken: (name there, name here).
    pub names: Vec<(String, String)>,
    /// The local name of the whole module, for `Module`.
    pub alias: Option<String>,
    /// Whether other files can import these names from here in turn.
    pub reexport: bool,
    /// The line, from 1.
    pub line: u32,
}

/// The form of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportForm {
    /// Single names.
    Named,
    /// Everything inside.
    Wildcard,
    /// Everything inside, for every file of the project (C# global usings).
    GlobalWildcard,
    /// The module itself.
    Module,
    /// A child module declared here (`mod x;`).
    Child,
}

/// A name that is mentioned in one context, all mentions together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The name: a simple type or function name (`Order`), or a qualified one as written (`a.b.Order`, `models.Order`,
    /// `crate::order::Order`). For a call on a receiver whose type this file declares, that type.
    pub name: String,
    /// What it is used for.
    pub context: Context,
    /// How often.
    pub count: u32,
    /// The first [`LINES_KEPT`] lines, ascending, without repeats, from 1.
    pub lines: Vec<u32>,
}

/// A constant that a file defines or opens: a class, a module or a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConstantMention {
    /// Its full name: `Shop::Order`.
    pub name: String,
    /// What the file does with it.
    pub kind: ConstantKind,
    /// The bases and included modules, as written.
    pub bases: Vec<String>,
    /// The line, from 1.
    pub line: u32,
}

/// What a file does with a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConstantKind {
    /// It defines a class or module, or adds to one.
    Type,
    /// It opens a class or module only to put others into it.
    Opened,
    /// It gives a value a name.
    Value,
}

/// A class that is a model of a mapper, if its bases are: `class Order < ApplicationRecord`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelMention {
    /// Its simple name.
    pub name: String,
    /// The base, as written.
    pub base: String,
    /// Whether the base is the mapper's own.
    pub root: bool,
    /// The table it names; nothing where it names none.
    pub table: String,
    /// Whether only its heirs have tables.
    pub is_abstract: bool,
    /// The rule that saw it.
    pub rule: String,
    /// The line, from 1.
    pub line: u32,
}

/// Who a store mention is about, when the file that says it is not the one that means it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Subject {
    /// The file itself.
    #[default]
    ThisFile,
    /// The file that declares this type: a mapper XML speaks for its mapper interface.
    Type(String),
}

/// A store as one file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreMention {
    /// What it is.
    pub kind: StoreKind,
    /// What is said of it.
    pub target: StoreTarget,
    /// How it is used.
    pub mode: Mode,
    /// The rule that saw it, `family.rule`: `sql.string`, `jpa.table`, `knex.from`.
    pub rule: String,
    /// Who uses it.
    pub subject: Subject,
    /// The line, from 1.
    pub line: u32,
}

/// A method called on a plain variable of unknown type: `user.limits()`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowCallMention {
    /// The variable.
    pub variable: String,
    /// The method.
    pub method: String,
    /// The line, from 1.
    pub line: u32,
}

/// A place where rows are deleted, as one file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeletionMention {
    /// What the store is.
    pub kind: StoreKind,
    /// Whose rows go.
    pub target: StoreTarget,
    /// The line, from 1.
    pub line: u32,
}

/// What a mention of a store names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreTarget {
    /// The store's own name.
    Name(String),
    /// The store of an entity type, whose name that type's file declares (`JpaRepository<Order, Long>`,
    /// `DbSet<Order>`, `session.query(Order)`). Falls back to the type's name where that file declares none.
    EntityType(String),
    /// This mention declares the store of a type: (type, name of its store). Other files' `EntityType` lead here.
    Declares {
        /// The entity type.
        entity: String,
        /// Its store.
        name: String,
    },
    /// What a framework calls the store of a type that no mapping names: (type, name) of `DbSet<Order> Orders`.
    Convention {
        /// The entity type.
        entity: String,
        /// Its store, unless some file declares another.
        name: String,
    },
    /// The store of a type, if the project maps it to one; nothing otherwise (`Order.findOne()`, where `Order` may be
    /// anything).
    Mapped(String),
}

/// A foreign key, cascade or trigger as one file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreLinkMention {
    /// The store that points.
    pub from: StoreTarget,
    /// The store it points at.
    pub to: StoreTarget,
    /// How.
    pub kind: StoreLinkKind,
    /// The line, from 1.
    pub line: u32,
}

/// A router that stands below a prefix: `app.use('/orders', ordersRouter)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// The prefix, with a slash before it.
    pub prefix: String,
    /// What leads to the router, as written; empty when it is imported on the line itself.
    pub router: String,
    /// The line, from 1.
    pub line: u32,
}

/// An entry point as one file shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryMention {
    /// What comes in.
    pub kind: EntryKind,
    /// The function or class that handles it; empty when not visible.
    pub handler: String,
    /// The rule that saw it.
    pub rule: String,
    /// The file that handles it, when another one lists it (Django `urls.py` names views); else this file.
    pub subject: Subject,
    /// The variable of the router that a route is registered on; empty when there is none.
    pub router: String,
    /// The line, from 1.
    pub line: u32,
}
