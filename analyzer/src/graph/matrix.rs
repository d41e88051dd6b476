//! A sparse square matrix in compressed rows.

use petgraph::graph::UnGraph;

/// Entries to build a [`Matrix`] from, in any order; equal positions add up in the order they were given.
#[derive(Debug, Clone, Default)]
pub struct Triplets {
    entries: Vec<(u32, u32, f64)>,
}

impl Triplets {
    /// No entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `value` at `(row, column)`.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        let small = |index: usize| u32::try_from(index).expect("fewer than four billion units");
        self.entries.push((small(row), small(column), value));
    }

    /// The matrix of `n` rows.
    pub fn build(mut self, n: usize) -> Matrix {
        self.entries.sort_by_key(|entry| (entry.0, entry.1));
        let mut matrix = Matrix { starts: Vec::with_capacity(n + 1), columns: Vec::new(), values: Vec::new() };
        matrix.starts.push(0);
        let mut last = None;
        for (row, column, value) in self.entries {
            while matrix.starts.len() <= row as usize {
                matrix.starts.push(matrix.columns.len());
            }
            if last == Some((row, column)) {
                *matrix.values.last_mut().expect("a repeated position was pushed before") += value;
            } else {
                matrix.columns.push(column);
                matrix.values.push(value);
                last = Some((row, column));
            }
        }
        while matrix.starts.len() <= n {
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }
}

/// A sparse square matrix; rows are sorted by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Matrix {
    /// The empty matrix of `n` rows.
    pub fn empty(n: usize) -> Self {
        Self { starts: vec![0; n + 1], columns: Vec::new(), values: Vec::new() }
    }

    /// The matrix with these rows, each sorted by column.
    pub fn from_rows(rows: impl IntoIterator<Item = Vec<(usize, f64)>>) -> Self {
        let mut matrix = Self { starts: vec![0], columns: Vec::new(), values: Vec::new() };
        for row in rows {
            debug_assert!(row.windows(2).all(|pair| pair[0].0 < pair[1].0), "rows are sorted by column");
            for (column, value) in row {
                matrix.columns.push(u32::try_from(column).expect("fewer than four billion units"));
                matrix.values.push(value);
            }
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }

    /// How many rows it has.
    pub fn n(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many entries are stored.
    pub fn entries(&self) -> usize {
        self.columns.len()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// One row as (column, value), sorted by column.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + Clone + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()].iter().zip(&self.values[range]).map(|(column, value)| (*column as usize, *value))
    }

    /// All stored values, row by row: the order in which other weights for the same positions are given.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// For every stored entry, where the entry of the transposed position is stored; its own place where there is none.
    /// With it, perturbed weights stay symmetric without building a graph again.
    pub fn mirrors(&self) -> Vec<usize> {
        let place = |row: usize, at: usize| {
            let column = self.columns[at] as usize;
            let range = self.starts[column]..self.starts[column + 1];
            let found = self.columns[range.clone()].binary_search_by_key(&row, |stored| *stored as usize);
            found.map_or(at, |place| range.start + place)
        };
        let row = |row: usize| (self.starts[row]..self.starts[row + 1]).map(move |at| (row, at));
        (0..self.n()).flat_map(row).map(|(row, at)| place(row, at)).collect()
    }

    /// The value at a position, 0 where nothing is stored.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        let range = self.starts[row]..self.starts[row + 1];
        match self.columns[range.clone()].binary_search_by_key(&column, |stored| *stored as usize) {
            Ok(at) => self.values[range.start + at],
            Err(_) => 0.0,
        }
    }

    /// Where a row's entries lie among [`Matrix::values`].
    pub fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// The same positions with other values, one per stored entry in row order.
    pub fn with_values(&self, values: &[f64]) -> Self {
        assert_eq!(values.len(), self.values.len(), "one value per stored entry");
        Self { starts: self.starts.clone(), columns: self.columns.clone(), values: values.to_vec() }
    }

    /// The sum of every row.
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.n()).map(|row| self.row(row).map(|(_, value)| value).sum()).collect()
    }

    /// The sum of all values.
    pub fn total(&self) -> f64 {
        self.values.iter().sum()
    }

    /// The same positions with `f(row, column, value)` as values.
    pub fn map(&self, f: impl Fn(usize, usize, f64) -> f64) -> Self {
        let mut mapped = self.clone();
        for row in 0..self.n() {
            for at in self.starts[row]..self.starts[row + 1] {
                mapped.values[at] = f(row, self.columns[at] as usize, self.values[at]);
            }
        }
        mapped
    }

    /// Rows become columns.
    pub fn transposed(&self) -> Self {
        let n = self.n();
        let mut starts = vec![0; n + 1];
        for column in &self.columns {
            starts[*column as usize + 1] += 1;
        }
        for row in 0..n {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..n {
            for (column, value) in self.row(row) {
                columns[next[column]] = u32::try_from(row).expect("fewer than four billion units");
                values[next[column]] = value;
                next[column] += 1;
            }
        }
        Self { starts, columns, values }
    }

    /// Merges two matrices position by position.
    pub fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let rows = (0..self.n()).map(|row| {
            let (mut a, mut b) = (self.row(row).peekable(), other.row(row).peekable());
            let mut merged = Vec::new();
            loop {
                match (a.peek().copied(), b.peek().copied()) {
                    (Some((x, v)), Some((y, w))) if x == y => {
                        merged.push((x, f(v, w)));
                        a.next();
                        b.next();
                    }
                    (Some((x, v)), Some((y, _))) if x < y => {
                        merged.push((x, f(v, 0.0)));
                        a.next();
                    }
                    (Some((x, v)), None) => {
                        merged.push((x, f(v, 0.0)));
                        a.next();
                    }
                    (_, Some((y, w))) => {
                        merged.push((y, f(0.0, w)));
                        b.next();
                    }
                    (None, None) => break,
                }
            }
            merged
        });
        Self::from_rows(rows.collect::<Vec<_>>())
    }

    /// Every unordered pair that is stored in the upper triangle: (smaller, larger, value).
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.n()).flat_map(move |row| {
            self.row(row).filter(move |(column, _)| *column > row).map(move |(column, value)| (row, column, value))
        })
    }

    /// A petgraph view of the upper triangle.
    pub fn to_petgraph(&self) -> UnGraph<(), f64, u32> {
        let mut graph = UnGraph::with_capacity(self.n(), self.entries() / 2);
        let nodes: Vec<_> = (0..self.n()).map(|_| graph.add_node(())).collect();
        for (a, b, value) in self.pairs() {
            graph.add_edge(nodes[a], nodes[b], value);
        }
        graph
    }
}
