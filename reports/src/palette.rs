//! Colours and marks of services: from the hash of the name, so that a service keeps its looks between runs.
//!
//! Seven colours after Okabe and Ito (2008), which most colour-blind people can tell apart, times nine marks, so
//! that colour is never the only difference. Two services that want the same look: the later name takes the next free.

/// How many colours there are: `c0` to `c6` in the style sheet.
const COLOURS: usize = 7;
/// How many marks there are: `m0` to `m8` in the report.
const MARKS: usize = 9;

/// The looks of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Number of the colour.
    pub colour: usize,
    /// Number of the mark.
    pub mark: usize,
}

/// The looks of these services, in their order.
pub fn looks(names: &[&str]) -> Vec<Look> {
    const SLOTS: usize = COLOURS * MARKS;
    let mut by_name: Vec<usize> = (0..names.len()).collect();
    by_name.sort_by_key(|index| names[*index]);
    let mut taken = [0_usize; SLOTS];
    let mut looks = vec![Look { colour: 0, mark: 0 }; names.len()];
    for (round, index) in by_name.into_iter().enumerate() {
        // With more services than looks, each look is given out as often as any other.
        let full = round / SLOTS;
        let wanted = (hash(names[index]) % SLOTS as u64) as usize;
        let slot = (0..SLOTS).map(|step| (wanted + step) % SLOTS).find(|slot| taken[*slot] <= full);
        let slot = slot.expect("a round gives out each slot once");
        taken[slot] += 1;
        looks[index] = Look { colour: slot % COLOURS, mark: slot / COLOURS };
    }
    looks
}

/// FNV-1a.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn all_looks_differ_while_there_are_enough() {
        let names: Vec<String> = (0..63).map(|index| format!("service-{index}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let different: BTreeSet<_> = looks(&names).iter().map(|look| (look.colour, look.mark)).collect();
        assert_eq!(different.len(), 63);
        assert_eq!(looks(&["a"; 200]).len(), 200);
    }

    #[test]
    fn a_look_does_not_depend_on_the_order() {
        let (first, second) = (looks(&["orders", "billing", "catalog"]), looks(&["catalog", "orders", "billing"]));
        assert_eq!([first[0], first[1], first[2]], [second[1], second[2], second[0]]);
    }
}
