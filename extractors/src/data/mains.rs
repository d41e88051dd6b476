//! Where processes start: `main` in Java, C# and Rust, `if __name__ == "__main__"` in Python. Rule `main.<language>`.

use crate::file::{EntryMention, FileFacts, Subject};
use crate::shape::Shapes;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{EntryKind, TypeKind};

/// Adds the mains that a file's declarations and strings show.
pub(super) fn run(language: &str, path: &RepoPath, shapes: &Shapes, facts: &mut FileFacts) {
    let found = match language {
        "java" => method(facts, "main", |parameters| matches!(parameters, [one] if one.starts_with("String"))),
        "csharp" => method(facts, "Main", |parameters| parameters.iter().all(|one| one.starts_with("string"))),
        "rust" if path.file_name() == "main.rs" || path.folders().any(|folder| folder == "bin") => function(facts),
        "python" => guard(shapes),
        _ => None,
    };
    if let Some((handler, line)) = found {
        let rule = format!("main.{language}");
        let known = facts.entries.iter().any(|entry| entry.kind == EntryKind::Main);
        if !known {
            facts.entries.push(EntryMention {
                kind: EntryKind::Main,
                handler,
                rule,
                subject: Subject::ThisFile,
                router: String::new(),
                line,
            });
        }
    }
}

fn method(facts: &FileFacts, name: &str, fits: impl Fn(&[String]) -> bool) -> Option<(String, u32)> {
    let types = facts.types.iter().filter(|declared| declared.kind != TypeKind::Interface);
    types.into_iter().find_map(|declared| {
        let main = declared.operations.iter().find(|op| op.name == name && fits(&op.parameters))?;
        Some((format!("{}.{name}", declared.name), main.line))
    })
}

fn function(facts: &FileFacts) -> Option<(String, u32)> {
    let main = facts.types.iter().find(|declared| declared.kind == TypeKind::Function && declared.name == "main")?;
    Some(("main".to_owned(), main.line))
}

fn guard(shapes: &Shapes) -> Option<(String, u32)> {
    let text = shapes.strings.iter().find(|text| text.value == "__main__")?;
    Some((String::new(), text.line))
}
