//! Which fields the cache keeps of what a file says and a commit changed: all of them.
//!
//! Every type is taken apart completely, so that a new field or variant does not compile until it stands here. The types
//! themselves know nothing of the cache, and the core not of bytes.

use super::code::{Keep, Reader, Writer};
use crate::allow::AllowMention;
use crate::file::{
    Advice, Advised, Advisor, ConstantKind, ConstantMention, DeletionMention, EntryMention, FileFacts, GapMention,
    GatewayMention, Handed, Handing, Import, ImportForm, LoadMention, Mention, ModelMention, Mount, PatternMention,
    RemoteMention, RequestMention, RowCallMention, StoreLinkMention, StoreMention, StoreTarget, Subject, TopicVariable,
    Topics,
};
use crate::flow::{
    CallMention, ColumnMention, Covers, Function, GuardMention, Hanging, HookMention, QueryMention, RelationMention,
    RepeatMention, ScopeMention, StateMention, Touch, TouchTarget,
};
use crate::history::{Changes, CommitSays, KnownCommit};
use crate::part::{Division, Piece, Seen};
use seamline_analyzer::facts::{
    Code, Context, EntryKind, GapKind, Mode, Operation, Part, PartKind, RoutePattern, StateKind, StoreKind,
    StoreLinkKind, TypeDecl, TypeKind,
};

/// What a file says: first what every run asks for, then what only an analysis does, so that a check stops before it; and what
/// is not kept.
macro_rules! file_facts {
    (kept { $($field:ident)* } kept last { $($last:ident)* } not kept { $($left:ident)* }) => {
        impl Keep for FileFacts {
            fn write<'a>(&'a self, out: &mut Writer<'a>) {
                let Self { $($field,)* $($last: _,)* $($left: _,)* } = self;
                $($field.write(out);)*
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                $(let $field = Keep::read(from)?;)*
                Some(Self { $($field,)* $($last: Default::default(),)* $($left: Default::default(),)* })
            }
        }

        /// Appends what only an analysis asks for.
        pub(super) fn write_last<'a>(facts: &'a FileFacts, out: &mut Writer<'a>) {
            $(facts.$last.write(out);)*
        }

        /// Takes that off the front; `None` when the bytes are no such values.
        pub(super) fn read_last(facts: &mut FileFacts, from: &mut Reader<'_>) -> Option<()> {
            $(facts.$last = Keep::read(from)?;)*
            Some(())
        }

        /// Leaves out what only an analysis asks for.
        pub(crate) fn leave_out(facts: &mut FileFacts) {
            $(facts.$last = Default::default();)*
        }
    };
}

/// Structs by their fields.
macro_rules! structs {
    ($($name:ident { $($field:ident)* })*) => {$(
        impl Keep for $name {
            fn write<'a>(&'a self, out: &mut Writer<'a>) {
                let Self { $($field,)* } = self;
                $($field.write(out);)*
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                $(let $field = Keep::read(from)?;)*
                Some(Self { $($field,)* })
            }
        }
    )*};
}

/// Enums by their variants, each with its number.
macro_rules! enums {
    ($($name:ident { $($number:literal $variant:ident $(($($part:ident)*))? $({ $($field:ident)* })?)* })*) => {$(
        impl Keep for $name {
            fn write<'a>(&'a self, out: &mut Writer<'a>) {
                match self {
                    $(Self::$variant $(($($part),*))? $({ $($field),* })? => {
                        out.number($number);
                        $($($part.write(out);)*)?
                        $($($field.write(out);)*)?
                    })*
                }
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(match from.number()? {
                    $($number => {
                        $($(let $part = Keep::read(from)?;)*)?
                        $($(let $field = Keep::read(from)?;)*)?
                        Self::$variant $(($($part),*))? $({ $($field),* })?
                    })*
                    _ => return None,
                })
            }
        }
    )*};
}

file_facts! {
    kept {
        lines errors packages types bases imports mentions stores store_links entries mounts functions calls scopes wrappers
        deferred touches topics queries relations entity division advised allows constants models
    }
    kept last {
        given_methods row_calls deletions remotes requests asked gateway columns repeats states hooks guards gaps loads
        finds unparsed_sql terms
    }
    not kept { outline }
}

structs! {
    AllowMention { line covers text }
    Advised { advices pointcuts advisors }
    Advice { id line methods }
    Advisor { advice pointcut line }
    GapMention { kind name line }
    LoadMention { folder rule line }
    Import { path form names alias reexport line }
    ConstantMention { name kind bases line }
    ModelMention { name base root table is_abstract rule line }
    Mention { name context count lines }
    StoreMention { kind target mode rule subject line }
    RowCallMention { variable method line }
    DeletionMention { kind target line }
    StoreLinkMention { from to kind line }
    Mount { prefix router line }
    EntryMention { kind handler rule subject router line }
    RemoteMention { target kept_in rule line }
    RequestMention { target client method path line }
    Topics { variables handings patterns constants }
    TopicVariable { name mode rule inside line }
    Handing { callee receiver_type position what inside line }
    PatternMention { pattern mode rule line }
    GatewayMention { pattern target path inside line }
    Function { name first last parameters body }
    CallMention { line name member last }
    ScopeMention { first last rule unit_of_work }
    Touch { line target mode sure }
    QueryMention { line rule stores paths subject }
    RepeatMention { line name }
    ColumnMention { line kind target mode columns whole rule subject }
    RelationMention { of field to line }
    GuardMention { line name open covers rule }
    HookMention { line on when handler rule }
    StateMention { line kind name uses rule }
    TypeDecl { name kind line end_line fields operations }
    Operation { name parameters returns public line }
    Division { pieces runs named types interfaces seen aliases }
    Piece { part lines entity types terms }
    Part { name kind ranges }
    Seen { name context piece member own count lines }
    KnownCommit { parents said changed }
    CommitSays { people subject reverts }
    Changes { paths renames }
}

enums! {
    ImportForm { 0 Named 1 Wildcard 2 GlobalWildcard 3 Module 4 Child }
    ConstantKind { 0 Type 1 Opened 2 Value }
    Subject { 0 ThisFile 1 Type(name) }
    StoreTarget {
        0 Name(name) 1 EntityType(name) 2 Declares { entity name } 3 Convention { entity name } 4 Mapped(name)
    }
    Handed { 0 Texts(texts) 1 Name(name) }
    TouchTarget { 0 Store(target) 1 Property(name) }
    Covers { 0 Lines(first last) 1 Behind 2 File 3 Paths(pattern) 4 Application }
    Hanging { 0 Entity(name) 1 Event(name) 2 Everything }
    Context {
        0 Inherit 1 Field 2 Constructor 3 New 4 Call 5 Data 6 TypeString 7 Parameter 8 Return 9 Local 10 Use 11 Throws
        12 Annotation 13 Import
    }
    EntryKind { 0 Http { method path } 1 Message { topic } 2 Rpc { name } 3 Schedule { when } 4 Main }
    Mode { 0 Declare 1 Read 2 Write 3 Use }
    PartKind { 0 Rest 1 Type 2 Function 3 Method }
    RoutePattern { 0 Exact(path) 1 Prefix(path) 2 Regex(pattern) }
    StateKind { 0 Variable 1 Cache 2 File }
    GapKind { 0 Transactions 1 Global }
    StoreKind { 0 Table 1 Collection 2 Bucket 3 Topic 4 Cache }
    StoreLinkKind { 0 ForeignKey 1 Cascade 2 Trigger 3 TriggerRead }
    TypeKind { 0 Class 1 Interface 2 Enum 3 Record 4 Function 5 Value }
}

impl Keep for Code {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        let place = Code::ALL.iter().position(|code| code == self).expect("the list has every code");
        out.number(place as u64);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Code::ALL.get(usize::try_from(from.number()?).ok()?).copied()
    }
}
