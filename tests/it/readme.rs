//! The README's commands are the ones that run: each is a script or a command that is there, and prints what is shown.

use crate::command::{folder, run, text};
use crate::layers::root;
use std::fs;

/// The fenced blocks of a document: what stands after the fence, and the lines between.
fn blocks(document: &str) -> Vec<(String, String)> {
    let (mut found, mut open) = (Vec::new(), None);
    for line in document.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(label), None) => open = Some((label.to_owned(), String::new())),
            (Some(_), Some(block)) => found.push(block),
            (None, Some((label, text))) => open = Some((label, text + line + "\n")),
            (None, None) => {}
        }
    }
    found
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("it is there")
}

/// The commands of a shell block, without comments.
fn commands(block: &str) -> Vec<&str> {
    let bare = |line| str::split(line, " #").next().unwrap_or_default().trim();
    block.lines().map(bare).filter(|command| !command.is_empty()).collect()
}

fn all_commands() -> Vec<String> {
    let blocks = blocks(&readme());
    let shell = blocks.iter().filter(|(label, _)| label == "sh");
    shell.flat_map(|(_, text)| commands(text)).map(str::to_owned).collect()
}

#[test]
fn every_script_of_the_readme_is_there() {
    for command in all_commands() {
        if let Some(script) = command.split_whitespace().next().filter(|word| word.contains('/')) {
            assert!(root().join(script).is_file(), "{command}");
        }
    }
}

#[test]
fn every_seamline_command_of_the_readme_parses() {
    for command in all_commands().iter().filter(|command| command.starts_with("seamline ")) {
        let mut words: Vec<&str> = command.split_whitespace().skip(1).collect();
        words.push("--help");
        let output = crate::command::seamline().args(&words).output().expect("the program starts");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A text block is what the last command of the shell block above it prints; an excerpt is the paragraph of it that begins
/// with the same line. `INSTA_UPDATE=always` writes them anew.
#[test]
fn every_output_of_the_readme_is_the_real_one() {
    let readme = readme();
    let mut real = readme.clone();
    for pair in blocks(&readme).windows(2) {
        let [(shell, typed), (kind, shown)] = pair else { continue };
        let printed = || output(commands(typed).last().expect("a command"));
        match (shell.as_str(), kind.as_str()) {
            ("sh", "text") => real = real.replacen(&format!("```text\n{shown}"), &format!("```text\n{}", printed()), 1),
            ("sh", "text excerpt") => {
                let first = shown.lines().next().expect("an excerpt says where it begins");
                let fence = "```text excerpt\n";
                real =
                    real.replacen(&format!("{fence}{shown}"), &format!("{fence}{}", paragraph(&printed(), first)), 1);
            }
            _ => {}
        }
    }
    assert!(real.matches("\n```text").count() >= 3, "the README shows what the program prints");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(root().join("README.md"), &real).expect("it can be written");
    } else {
        assert!(real == readme, "run with INSTA_UPDATE=always and read the difference; it should be:\n{real}");
    }
}

/// The lines from a first one to the next empty one.
fn paragraph(text: &str, first: &str) -> String {
    let lines = text.lines().skip_while(|line| *line != first).take_while(|line| !line.is_empty());
    let paragraph: String = lines.map(|line| format!("{line}\n")).collect();
    assert!(!paragraph.is_empty(), "nothing begins with {first:?} in:\n{text}");
    paragraph
}

fn output(command: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("seamline"), "{command}");
    let output = crate::command::seamline().args(words).current_dir(folder.path()).output().expect("it starts");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

/// What is shown as an answer is in the summary or the report of the sample, piece by piece (two spaces part them).
#[test]
fn every_answer_of_the_questions_is_there() {
    let out = folder();
    let path = out.path().to_str().expect("a plain path");
    let told = run(&["analyze", "--sample", "figure-app", "--out", path]);
    let report = fs::read_to_string(out.path().join("report.html")).expect("it was written");
    let bare: String = report.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (summary, bare) = (plain(&text(&told.stdout)), plain(&bare.replace("&#39;", "'")));
    let document = fs::read_to_string(root().join("docs/questions.md")).expect("it is there");
    let blocks = blocks(&document);
    let answers: Vec<&str> =
        blocks.iter().filter(|(label, _)| label == "text").flat_map(|(_, text)| text.lines()).collect();
    assert!(answers.len() > 10, "{answers:?}");
    for piece in answers.iter().flat_map(|line| line.split("  ")).map(str::trim).filter(|piece| !piece.is_empty()) {
        assert!(summary.contains(piece) || bare.contains(piece), "nobody says so: {piece}");
    }
}
