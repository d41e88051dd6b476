//! What changed between two analyses, as text.

use crate::view::change::{ChangesView, changes};
use crate::wire::Changes;
use std::fmt::Write;

/// The changes as lines for a terminal.
pub fn text(all: &Changes) -> String {
    let ChangesView { sides, cautions, services, files, moved, metrics } = changes(all);
    let mut text = format!("then  {}\nnow   {}\n", sides[0], sides[1]);
    for caution in cautions {
        let _ = writeln!(text, "  ! {caution}");
    }
    text.push_str("\nservices\n");
    for line in services {
        let _ = writeln!(text, "  - {line}");
    }
    let _ = writeln!(text, "\nfiles: {files}");
    for [unit, then, now, decided] in &moved.items {
        let decided = if decided.is_empty() { String::new() } else { format!(" ({decided})") };
        let _ = writeln!(text, "  {unit}: {then} to {now}{decided}");
    }
    if !moved.note().is_empty() {
        let _ = writeln!(text, "  {}", moved.note());
    }
    if !metrics.is_empty() {
        text.push_str("\nmetrics\n");
        for line in metrics {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::sample;
    use crate::wire::{Changes, Place};

    #[test]
    fn nothing_changes_beside_itself() {
        let shop = sample::shop();
        let changes = Changes::between(&shop, &shop);
        assert_eq!((changes.added, changes.removed, changes.moved.total, changes.metrics.len()), (0, 0, 0, 0));
        assert!(changes.services.iter().all(|one| one.then == one.now && one.overlap == 1.0));
    }

    #[test]
    fn a_move_a_name_and_another_setting() {
        let then = sample::shop();
        let mut now = then.clone();
        now.settings.digest = "other".to_owned();
        now.services[0].name = "sales".to_owned();
        let at = now.services[1].units[0] as usize;
        now.units[at].place = Place::Service(2);
        now.scores[0].value = Some(0.5);
        insta::assert_snapshot!(text(&Changes::between(&then, &now)));
    }
}
