//! The shapes that framework rules look at: annotations, calls, strings, assignments and bases of one file, the same
//! for every language.
//!
//! A language states shapes; the rules of [`crate::data`] read them. So a rule for Spring's `@GetMapping` knows no
//! grammar, and a grammar knows no framework.

/// All shapes of one file, each list in order of appearance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shapes {
    /// `@Table(name = "orders")`, `[HttpGet("x")]`, `@app.route("/x")`, `#[get("/x")]`.
    pub annotations: Vec<Annotation>,
    /// `app.get("/x", handler)`, `db.query("SELECT ...")`, `models.ForeignKey("orders.Order")`.
    pub calls: Vec<Call>,
    /// Every string literal that is worth a look (two characters or more), those inside calls included.
    pub strings: Vec<Text>,
    /// `__tablename__ = "orders"`, `orders = relationship(...)`, `const Order = sequelize.define(...)`.
    pub assignments: Vec<Assignment>,
    /// Variables of functions whose value is a call; only where functions are values of modules.
    pub locals: Vec<Local>,
    /// Types with their bases and fields.
    pub types: Vec<TypeShape>,
    /// What functions assign to that outlives them: values at the top of the file, and static fields.
    pub writes: Vec<Write>,
    /// What functions assign to fields of variables: `order.status = 'paid'`.
    pub sets: Vec<FieldSet>,
    /// Static fields, and values that can change.
    pub statics: Vec<Static>,
}

/// An assignment to something that outlives the function around it, or to a part of it (`cache[key] = value`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The name.
    pub name: String,
    /// The line, from 1.
    pub line: u32,
}

/// An assignment to a field of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSet {
    /// The variable.
    pub variable: String,
    /// Its declared type, or what made it (`Order.findOne`); empty when this file shows neither.
    pub of: String,
    /// The field.
    pub field: String,
    /// The line, from 1.
    pub line: u32,
}

/// A static field, or a global variable where a language tells it from a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// The type around it, or nothing.
    pub of: String,
    /// Its name.
    pub name: String,
    /// Its declared type as written.
    pub declared: String,
    /// Whether the name always stands for the same value, which may itself change.
    pub fixed: bool,
    /// The line, from 1.
    pub line: u32,
}

/// An annotation, attribute or decorator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Its name as written, without `@` or brackets: `GetMapping`, `app.route`, `HttpGet`, `sqlx::query`.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// What it stands on.
    pub target: Target,
    /// The line, from 1.
    pub line: u32,
}

/// What an annotation stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A type.
    Type {
        /// Its name.
        name: String,
    },
    /// A method of a type, or a function when `of` is empty.
    Method {
        /// The type around it, or nothing.
        of: String,
        /// Its name.
        name: String,
    },
    /// A field or property.
    Field {
        /// The type around it.
        of: String,
        /// Its name.
        name: String,
        /// Its declared type as written, generics included (`List<Order>`); empty when untyped.
        declared: String,
    },
    /// A parameter, a package, a file.
    Other,
}

/// An argument of an annotation or call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its keyword: `name` in `name = "orders"`; an options object's keys appear as keywords too
    /// (`{tableName: 'orders'}`).
    pub key: Option<String>,
    /// Its value.
    pub value: Value,
}

/// A value as far as one can read it off the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string literal, unescaped; interpolations and concatenated parts appear as [`HOLE`].
    Text(String),
    /// An identifier or dotted path: `Order`, `models.CASCADE`, `typeof(Order)` and `Order.class` become `Order`.
    Name(String),
    /// A list of values.
    List(Vec<Value>),
    /// Anything else: numbers, expressions, functions.
    Other,
}

/// An object that a call is handed (`{status: 'paid'}`), or all its keyword arguments together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    /// Its place among the arguments, from 0; none for keyword arguments.
    pub at: Option<usize>,
    /// Its keys; those of objects inside it are joined by dots.
    pub keys: Vec<String>,
    /// Whether it has more keys than these: it takes in another object, or a key is computed.
    pub open: bool,
}

/// Stands for an interpolated or computed part inside a string.
pub const HOLE: &str = "\u{fffc}";

/// A call, object creation or macro.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// The callee as a dotted path, as far as it consists of names; calls inside are cut at `()`: `app.get`,
    /// `models.ForeignKey`, `session.query().filter`, `new S3Client` is `S3Client`, `sqlx::query!` is `sqlx::query`.
    pub callee: String,
    /// The declared type of the receiver, when this file shows it (field, parameter, local, imported module's name).
    pub receiver_type: String,
    /// The type arguments: `Order` in `context.Set<Order>()`.
    pub type_arguments: Vec<String>,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The objects among its arguments, in order.
    pub objects: Vec<Object>,
    /// The callees of calls among its arguments: `passport.authenticate` in `app.use(passport.authenticate('jwt'))`; only
    /// where functions are values of modules.
    pub handed: Vec<String>,
    /// The type and function around it: `OrderService.create`, or nothing.
    pub inside: String,
    /// The line, from 1.
    pub line: u32,
    /// The last line of the call with what it is handed over, or of the block that it opens (`with`, `using`).
    pub last: u32,
    /// Whether it is run again and again: in a loop, or in a function that is called for each element of something.
    pub repeated: bool,
}

/// A string literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its unescaped value; interpolations and parts joined with `+` that are not literals appear as [`HOLE`].
    pub value: String,
    /// The line of its first character, from 1.
    pub line: u32,
}

/// `name = value` at the level of a type or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The type around it, or nothing at the top of a file.
    pub of: String,
    /// The name assigned to.
    pub name: String,
    /// The value when it is a plain one.
    pub value: Value,
    /// The index into [`Shapes::calls`] when the value is a call.
    pub call: Option<usize>,
    /// The line, from 1.
    pub line: u32,
}

/// `name = call()` in a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// The name.
    pub name: String,
    /// The index into [`Shapes::calls`]; none where the call has no name.
    pub call: Option<usize>,
    /// The line, from 1.
    pub line: u32,
}

/// A type with what rules ask about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeShape {
    /// Its name.
    pub name: String,
    /// Its bases as written, generics included: `JpaRepository<Order, Long>`, `models.Model`.
    pub bases: Vec<String>,
    /// Its fields: (name, declared type as written or nothing, line).
    pub fields: Vec<(String, String, u32)>,
    /// The line, from 1.
    pub line: u32,
}
