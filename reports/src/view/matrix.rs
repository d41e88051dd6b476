//! The dependency matrix of services: row uses column.
//!
//! What is used most comes first (the greedy rule of Eades, Lin, Smyth: A fast and effective heuristic for the
//! feedback arc set problem, 1993), so uses along the grain lie below the diagonal and the few against it above.
//! Ghoniem, Fekete, Castagliola: On the readability of graphs using node-link and matrix-based representations (2005).

use super::show;
use crate::display::counted;
use crate::wire::Document;

/// The matrix.
pub(crate) struct MatrixView {
    /// The rows; columns are in the same order.
    pub(crate) rows: Vec<Row>,
    /// How many services there are.
    pub(crate) total: u64,
    /// Mentions above the diagonal.
    pub(crate) against: u64,
    /// Mentions in all.
    pub(crate) all: u64,
}

/// One service's row.
pub(crate) struct Row {
    /// Position of the service.
    pub(crate) service: usize,
    /// One cell per column.
    pub(crate) cells: Vec<Cell>,
}

/// What one service uses of another.
pub(crate) struct Cell {
    /// The count; empty for none.
    pub(crate) text: String,
    /// Class names: shade, mutual, diagonal.
    pub(crate) class: String,
    /// The whole sentence.
    pub(crate) title: String,
}

/// What is known of every two services.
struct Uses {
    names: Vec<String>,
    mentions: Vec<Vec<u64>>,
    stores: Vec<Vec<usize>>,
    highest: u64,
}

/// The matrix of the largest services.
pub(crate) fn matrix(document: &Document, most: usize) -> MatrixView {
    let uses = Uses::of(document, most);
    let order = order(&uses.mentions);
    let row = |row: &usize| Row { service: *row, cells: order.iter().map(|column| uses.cell(*row, *column)).collect() };
    let (mut against, mut all) = (0_u64, 0_u64);
    for (at, row) in order.iter().enumerate() {
        for (to, column) in order.iter().enumerate() {
            let mentions = uses.mentions[*row][*column];
            all = all.saturating_add(mentions);
            against = against.saturating_add(if to > at { mentions } else { 0 });
        }
    }
    MatrixView { rows: order.iter().map(row).collect(), total: document.services.len() as u64, against, all }
}

/// The most used first: next is always the one that the remaining use most, beyond what it uses of them.
fn order(uses: &[Vec<u64>]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..uses.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let net = |one: usize| {
            left.iter().map(|other| i128::from(uses[*other][one]) - i128::from(uses[one][*other])).sum::<i128>()
        };
        let best = left.iter().copied().max_by_key(|one| (net(*one), std::cmp::Reverse(*one)));
        let best = best.expect("some are left");
        order.push(best);
        left.retain(|one| *one != best);
    }
    order
}

impl Uses {
    fn of(document: &Document, most: usize) -> Self {
        let n = document.services.len().min(most);
        let mut mentions = vec![vec![0_u64; n]; n];
        let mut stores = vec![vec![0; n]; n];
        for seam in &document.seams {
            let (a, b) = (seam.a as usize, seam.b as usize);
            if a < n && b < n && a != b {
                mentions[a][b] = seam.forward.mentions;
                mentions[b][a] = seam.backward.mentions;
                stores[a][b] = seam.stores.len();
                stores[b][a] = seam.stores.len();
            }
        }
        let highest = mentions.iter().flatten().copied().max().unwrap_or(0);
        let names = document.services.iter().take(n).map(|service| show(&service.name)).collect();
        Self { names, mentions, stores, highest }
    }

    fn cell(&self, row: usize, column: usize) -> Cell {
        let text = match self.mentions[row][column] {
            0 => String::new(),
            some => brief(some),
        };
        Cell { text, class: self.class(row, column), title: self.title(row, column) }
    }

    fn class(&self, row: usize, column: usize) -> String {
        if row == column {
            return "diagonal".to_owned();
        }
        let mentions = self.mentions[row][column];
        let mut classes = Vec::new();
        if mentions > 0 {
            let level = (mentions as f64).ln_1p() / (self.highest as f64).ln_1p() * 4.0;
            classes.push(format!("h{}", (level.ceil() as u64).clamp(1, 4)));
            if self.mentions[column][row] > 0 {
                classes.push("mutual".to_owned());
            }
        }
        if self.stores[row][column] > 0 {
            classes.push("data".to_owned());
        }
        classes.join(" ")
    }

    fn title(&self, row: usize, column: usize) -> String {
        let (mentions, stores) = (self.mentions[row][column], self.stores[row][column] as u64);
        let (a, b) = (&self.names[row], &self.names[column]);
        let uses = match mentions {
            0 => format!("{a} does not refer to {b}"),
            some => format!("{a} uses {b} in {}", counted(some, "place")),
        };
        match (mentions, stores) {
            (0, 0) => String::new(),
            (_, 0) => uses,
            _ => format!("{uses}; both use {}", counted(stores, "store")),
        }
    }
}

/// A count in at most four characters or so.
fn brief(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{}M", number / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_used_comes_first() {
        assert_eq!(order(&[vec![0, 5, 1], vec![0, 0, 0], vec![0, 4, 0]]), [1, 2, 0]);
        assert_eq!(order(&[vec![0, 1], vec![1, 0]]), [0, 1]);
        assert!(order(&[]).is_empty());
    }
}
