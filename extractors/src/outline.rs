//! What a file says where: the declarations that could be parts of it, and every mention of a name with its line.
//!
//! [`crate::file::FileFacts`] tells what a file says as a whole and keeps the first few lines of each mention. Dividing
//! the file needs all of them, the members that are called, and what the file says about its own names. A language
//! states that here when it is asked to, and [`crate::part`] divides by it.

use seamline_analyzer::facts::Context;

/// What one file says, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// What could be a part of the file, in any order.
    pub blocks: Vec<Block>,
    /// Every mention of a name, in any order.
    pub sightings: Vec<Sighting>,
    /// The words of code and comments, in any order.
    pub words: Vec<Word>,
    /// Lines that are no part of what the file is for (tests beside the code), as ranges.
    pub left_out: Vec<(u32, u32)>,
}

/// A declaration that could be a part of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The type (or object) around a method, else nothing.
    pub of: String,
    /// Its own name.
    pub name: String,
    /// Its first line with what stands on it, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// A type at the top of the file, or an implementation of one.
    Type,
    /// A function at the top of the file.
    Function,
    /// A method of a type at the top of the file.
    Method,
    /// What always stays with its type: a constructor, what the language itself calls (`__len__`).
    Stays,
}

impl Outline {
    /// Takes a value at the top of the file for an import: `Order = get_model("shop", "Order")`. Whoever uses `local`
    /// mentions `full`; the line itself says nothing then.
    pub fn follow(&mut self, local: &str, full: &str, line: u32) {
        let looks_up = |sighting: &Sighting| sighting.context == Context::TypeString && sighting.line == line;
        self.sightings.retain(|sighting| !looks_up(sighting));
        let mut used = false;
        for sighting in self.sightings.iter_mut().filter(|sighting| sighting.name == local) {
            full.clone_into(&mut sighting.name);
            (sighting.context, sighting.own, used) = (Context::TypeString, false, true);
        }
        if !used {
            self.look_up(full, line);
        }
        for word in self.words.iter_mut().filter(|word| word.line == line && word.kind == WordKind::Code) {
            word.kind = WordKind::Beside;
        }
    }

    /// A type that is looked up by its name.
    pub fn look_up(&mut self, full: &str, line: u32) {
        let (name, context, member) = (full.to_owned(), Context::TypeString, String::new());
        self.sightings.push(Sighting { name, context, member, own: false, line });
    }
}

/// One mention of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The name as the mention of the whole file has it, or the file's own name.
    pub name: String,
    /// What it is used for.
    pub context: Context,
    /// The member that is called or read on it, or nothing.
    pub member: String,
    /// Whether the file itself declares the name, and no mention of the whole file tells of it.
    pub own: bool,
    /// The line, from 1.
    pub line: u32,
}

/// A name or comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The line it starts on, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub kind: WordKind,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// In code.
    Code,
    /// In code that says nothing by itself: a decorator, a list of exports. It goes with what stands below it.
    Beside,
    /// In a comment. It goes with what stands below it.
    Comment,
}
