//! Static references between units.

use crate::id::UnitId;

/// A resolved reference from one unit to another: all mentions of one name in one context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file that mentions.
    pub from: UnitId,
    /// The file that declares.
    pub to: UnitId,
    /// What the name is used for.
    pub context: Context,
    /// The name that is mentioned; for an import, what is imported.
    pub name: String,
    /// How the name was resolved.
    pub tier: Tier,
    /// How often it is mentioned.
    pub count: u32,
    /// The first few lines that mention it, ascending, from 1; never empty.
    pub lines: Vec<u32>,
}

/// What a referenced name is used for: the nearest enclosing construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// A base class, implemented interface or trait.
    Inherit,
    /// The type of a field.
    Field,
    /// A constructor's parameter: dependency injection.
    Constructor,
    /// An object creation.
    New,
    /// A call on a receiver of that type, or of an imported function.
    Call,
    /// A type inside a query string or an ORM symbol.
    Data,
    /// A string that is exactly a declared type's name.
    TypeString,
    /// A parameter's type.
    Parameter,
    /// A result's type.
    Return,
    /// A local variable's type.
    Local,
    /// Any other use.
    Use,
    /// A declared or thrown exception.
    Throws,
    /// An annotation, attribute or decorator.
    Annotation,
    /// An import of something.
    Import,
}

impl Context {
    /// Every context, in the order of the enum.
    pub const ALL: [Context; 14] = [
        Context::Inherit,
        Context::Field,
        Context::Constructor,
        Context::New,
        Context::Call,
        Context::Data,
        Context::TypeString,
        Context::Parameter,
        Context::Return,
        Context::Local,
        Context::Use,
        Context::Throws,
        Context::Annotation,
        Context::Import,
    ];

    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Context::Inherit => "inherit",
            Context::Field => "field",
            Context::Constructor => "constructor",
            Context::New => "new",
            Context::Call => "call",
            Context::Data => "data",
            Context::TypeString => "type-string",
            Context::Parameter => "parameter",
            Context::Return => "return",
            Context::Local => "local",
            Context::Use => "use",
            Context::Throws => "throws",
            Context::Annotation => "annotation",
            Context::Import => "import",
        }
    }
}

/// How a name was resolved to a file, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// An explicit import names the file or the fully qualified type.
    Import,
    /// The same package, namespace, directory or module.
    Package,
    /// A wildcard import, a `using` or an imported module.
    Wildcard,
    /// The name alone; few files declare it.
    Name,
}

impl Tier {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Import => "import",
            Tier::Package => "package",
            Tier::Wildcard => "wildcard",
            Tier::Name => "name",
        }
    }

    /// How much a reference of this tier counts: 1, or 0.6 for a bare name.
    pub fn factor(self) -> f64 {
        match self {
            Tier::Import | Tier::Package | Tier::Wildcard => 1.0,
            Tier::Name => 0.6,
        }
    }
}

/// How many mentions of names could be resolved. A mention counts once per (file, name, context).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resolution {
    /// By explicit import.
    pub import: u64,
    /// By package.
    pub package: u64,
    /// By wildcard.
    pub wildcard: u64,
    /// By name alone.
    pub name: u64,
    /// More than one file could be meant, and the longest common path chose.
    pub ambiguous: u64,
    /// An in-project name that too many files declare, or that nothing the file imports leads to.
    pub blocked: u64,
    /// Nothing in the repository is called that, or an import says that it is something else of the same name:
    /// libraries, the language itself, typing errors.
    pub external: u64,
}

impl Resolution {
    /// Mentions that lead to a file of the repository.
    pub fn resolved(&self) -> u64 {
        self.import + self.package + self.wildcard + self.name
    }

    /// The share of mentions of in-project names that were resolved; 1 when there are none.
    pub fn share(&self) -> f64 {
        let inside = self.resolved() + self.blocked;
        if inside == 0 { 1.0 } else { self.resolved() as f64 / inside as f64 }
    }
}
