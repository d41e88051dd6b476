//! Clusters an edge list from standard input and prints time and modularity, to compare with other implementations.
//!
//! ```text
//! cargo run --release -p seamline-analyzer --example leiden -- ITERATIONS < edges.txt
//! ```
//!
//! Prints processor time, for seeds 1 to 3. Each line is `from to weight`, nodes are numbers from 0. The same with python-igraph:
//!
//! ```text
//! rows = [line.split() for line in open("edges.txt")]
//! graph = igraph.Graph(edges=[(int(a), int(b)) for a, b, _ in rows]); weights = [float(w) for _, _, w in rows]
//! start = time.process_time()
//! found = graph.community_leiden("modularity", weights=weights, n_iterations=ITERATIONS)
//! print(time.process_time() - start, graph.modularity(found.membership, weights=weights))
//! ```

use rustix::time::{ClockId, clock_gettime};
use seamline_analyzer::cluster::{ITERATIONS, leiden};
use seamline_analyzer::graph::Triplets;
use seamline_analyzer::metric::modularity;
use std::io::{Write, stdin, stdout};
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let iterations = std::env::args().nth(1).map_or(Ok(ITERATIONS), |text| text.parse())?;
    let (mut triplets, mut nodes) = (Triplets::new(), 0);
    for line in stdin().lines() {
        let line = line?;
        let mut words = line.split_whitespace();
        let [Some(a), Some(b), Some(weight)] = [words.next(), words.next(), words.next()] else { continue };
        let (a, b, weight): (usize, usize, f64) = (a.parse()?, b.parse()?, weight.parse()?);
        triplets.add(a, b, weight);
        triplets.add(b, a, weight);
        nodes = nodes.max(a + 1).max(b + 1);
    }
    let graph = triplets.build(nodes);
    for seed in 1..=3 {
        let start = processor()?;
        let found = leiden(&graph, 1.0, iterations, seed);
        let (seconds, q) = ((processor()? - start).as_secs_f64(), modularity(&graph, &found, 1.0));
        writeln!(stdout(), "seed {seed}: {seconds:.4} s, modularity {q:.5}, {} cells", found.cells())?;
    }
    Ok(())
}

fn processor() -> Result<Duration, Box<dyn std::error::Error>> {
    Ok(clock_gettime(ClockId::ProcessCPUTime).try_into()?)
}
