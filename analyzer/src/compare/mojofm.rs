//! MoJoFM: how few moves and joins lead from a proposal to the authority, as a percentage of the worst case.
//!
//! `100 (1 - mno(A, B) / max mno(*, B))`. mno = fewest Move and Join operations from A to B. Exactly: `moves = n - sum_i
//! max_j |A_i & B_j|`, `joins = |A| - g`, where g is how many different cells of B the cells of A can be named after
//! when each takes one of its largest overlaps (a maximum bipartite matching over the ties). The worst case over all
//! partitions is `n - g*`: walk the sizes of B upwards and count one more whenever the count so far is below the size.
//!
//! 100 is equal. Not symmetric, and generous to many small cells that are moved as wholes: read it beside ARI and the
//! number of services. Tzerpos, Holt: MoJo (WCRE 1999); Wen, Tzerpos: An optimal algorithm for MoJo distance (IWPC
//! 2003); An effectiveness measure for software clustering algorithms (IWPC 2004).

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

/// MoJoFM.
pub struct MoJoFm;

static INFO: Info = Info {
    id: "mojofm",
    summary: "100 minus the share of the worst case in moves and joins that lead to the authority",
    reference: "Wen, Tzerpos: An effectiveness measure for software clustering algorithms (2004)",
};

impl Comparison for MoJoFm {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        mojofm(a, b)
    }
}

/// MoJoFM of `a` against the authority `b`, 0..=100.
///
/// ```
/// use seamline_analyzer::{Partition, compare::mojofm};
/// let (a, b) = (Partition::from_labels(&[0, 0, 1, 1, 1]), Partition::from_labels(&[0, 0, 0, 1, 1]));
/// assert!((mojofm(&a, &b) - 200.0 / 3.0).abs() < 1e-9);
/// ```
pub fn mojofm(a: &Partition, b: &Partition) -> f64 {
    let worst = worst_mojo(b);
    if worst == 0 { 100.0 } else { 100.0 * (1.0 - mojo(a, b) as f64 / worst as f64) }
}

/// The fewest Move and Join operations that turn `a` into `b`.
pub fn mojo(a: &Partition, b: &Partition) -> usize {
    let overlaps = Overlaps::new(a, b);
    let majorities = overlaps.majorities();
    let mut tags = vec![Vec::new(); overlaps.a.len()];
    for &(i, j, count) in &overlaps.cells {
        if count == majorities[i] {
            tags[i].push(j);
        }
    }
    let moves = overlaps.units - majorities.iter().sum::<usize>();
    moves + tags.len() - matching(&tags, overlaps.b.len())
}

/// The most operations that any partition needs to become `b`.
pub fn worst_mojo(b: &Partition) -> usize {
    let mut sizes = b.sizes();
    sizes.sort_unstable();
    let groups = sizes.into_iter().fold(0, |groups, size| groups + usize::from(groups < size));
    b.units() - groups
}

/// The size of a maximum bipartite matching (Kuhn). `edges[left]` lists rights below `rights`.
///
/// What a failed search has visited can be on no later augmenting path, so it stays marked until a search succeeds:
/// failures cost O(edges) together.
fn matching(edges: &[Vec<usize>], rights: usize) -> usize {
    let mut owner: Vec<Option<usize>> = vec![None; rights];
    let mut seen = vec![0_usize; rights];
    let (mut round, mut size) = (1, 0);
    for left in 0..edges.len() {
        if augment(left, edges, &mut owner, &mut seen, round) {
            size += 1;
            round += 1;
        }
    }
    size
}

/// Looks for an augmenting path from a free left, without recursion, and takes it.
fn augment(start: usize, edges: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut [usize], round: usize) -> bool {
    // Each entry: a left, and how many of its edges were tried. The edge before that count is the one in use.
    let mut path = vec![(start, 0)];
    while let Some((left, tried)) = path.last_mut() {
        let Some(&right) = edges[*left].get(*tried) else {
            path.pop();
            continue;
        };
        *tried += 1;
        if seen[right] == round {
            continue;
        }
        seen[right] = round;
        match owner[right] {
            Some(other) => path.push((other, 0)),
            None => {
                for (left, tried) in path {
                    owner[edges[left][tried - 1]] = Some(left);
                }
                return true;
            }
        }
    }
    false
}
