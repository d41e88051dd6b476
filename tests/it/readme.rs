//! The README's commands are the ones that run: each is a script or a command that is there.

use crate::layers::root;
use std::fs;

fn commands(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).expect("it is there");
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            command if inside => found.push(command.split(" #").next().unwrap_or(command).trim().to_owned()),
            _ => {}
        }
    }
    found.retain(|command| !command.is_empty());
    found
}

#[test]
fn every_script_of_the_readme_is_there() {
    for command in commands("README.md") {
        if let Some(script) = command.split_whitespace().next().and_then(|word| word.strip_prefix("./")) {
            assert!(root().join(script).is_file(), "{command}");
        }
    }
}

#[test]
fn every_seamline_command_of_the_readme_parses() {
    for command in commands("README.md").iter().filter(|command| command.starts_with("seamline ")) {
        let mut words: Vec<&str> = command.split_whitespace().skip(1).collect();
        words.push("--help");
        let output = crate::command::seamline().args(&words).output().expect("the program starts");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
