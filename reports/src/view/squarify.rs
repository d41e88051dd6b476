//! Rectangles in proportion, as square as can be, on whole pixels.
//!
//! Bruls, Huizing, van Wijk: Squarified treemaps (2000). Edges are rounded once, so neighbours share them and nothing
//! overlaps; the same areas give the same rectangles on every machine, since only the four basic operations are used.

/// A rectangle: left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rect {
    /// Left.
    pub(crate) x: i32,
    /// Top.
    pub(crate) y: i32,
    /// Width.
    pub(crate) w: i32,
    /// Height.
    pub(crate) h: i32,
}

/// A rectangle for each area, which are largest first; nothing has no size.
pub(crate) fn squarify(areas: &[u64], frame: Rect) -> Vec<Rect> {
    let mut rects = vec![Rect { w: 0, h: 0, ..frame }; areas.len()];
    let total: f64 = areas.iter().map(|area| *area as f64).sum();
    if total <= 0.0 || frame.w <= 0 || frame.h <= 0 {
        return rects;
    }
    let scale = f64::from(frame.w) * f64::from(frame.h) / total;
    let sizes: Vec<f64> = areas.iter().map(|area| *area as f64 * scale).collect();
    let mut free = Free { x: f64::from(frame.x), y: f64::from(frame.y), w: f64::from(frame.w), h: f64::from(frame.h) };
    let mut start = 0;
    while start < sizes.len() {
        let side = free.w.min(free.h);
        let (mut end, mut sum) = (start + 1, sizes[start]);
        // A row takes the next one as long as its worst rectangle gets no longer.
        while end < sizes.len() {
            let more = sum + sizes[end];
            if worst(sizes[start], sizes[end], more, side) > worst(sizes[start], sizes[end - 1], sum, side) {
                break;
            }
            sum = more;
            end += 1;
        }
        free.lay(&sizes[start..end], sum, &mut rects[start..end]);
        start = end;
    }
    rects
}

/// How long the longest rectangle of a row is for its width, from its largest, its smallest and its sum.
fn worst(largest: f64, smallest: f64, sum: f64, side: f64) -> f64 {
    let (squared, sum) = (side * side, sum * sum);
    if smallest <= 0.0 || sum <= 0.0 || squared <= 0.0 {
        return f64::MAX;
    }
    (squared * largest / sum).max(sum / (squared * smallest))
}

/// What is left of the frame.
struct Free {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl Free {
    /// Lays a row along the shorter side.
    fn lay(&mut self, sizes: &[f64], sum: f64, rects: &mut [Rect]) {
        let wide = self.w >= self.h;
        let side = if wide { self.h } else { self.w };
        let depth = if side > 0.0 { sum / side } else { 0.0 };
        let mut along = if wide { self.y } else { self.x };
        for (size, rect) in sizes.iter().zip(rects) {
            let length = if depth > 0.0 { size / depth } else { 0.0 };
            let (from, to) = (along, along + length);
            *rect = if wide {
                between([self.x, from], [self.x + depth, to])
            } else {
                between([from, self.y], [to, self.y + depth])
            };
            along = to;
        }
        if wide {
            self.x += depth;
            self.w = (self.w - depth).max(0.0);
        } else {
            self.y += depth;
            self.h = (self.h - depth).max(0.0);
        }
    }
}

fn between(from: [f64; 2], to: [f64; 2]) -> Rect {
    let [left, top] = from.map(|edge| edge.round() as i32);
    let [right, bottom] = to.map(|edge| edge.round() as i32);
    Rect { x: left, y: top, w: right - left, h: bottom - top }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(areas: &[u64], (w, h): (i32, i32), expected: &str) {
        let told: Vec<String> = squarify(areas, Rect { x: 0, y: 0, w, h })
            .iter()
            .map(|rect| format!("{},{} {}x{}", rect.x, rect.y, rect.w, rect.h))
            .collect();
        assert_eq!(told.join("; "), expected);
    }

    #[test]
    fn the_example_of_the_paper() {
        // Areas 6 6 4 3 2 2 1 in a frame of 6 by 4, here a hundred times as large.
        check(
            &[6, 6, 4, 3, 2, 2, 1],
            (600, 400),
            "0,0 300x200; 0,200 300x200; 300,0 171x233; 471,0 129x233; 300,233 120x167; 420,233 120x167; 540,233 60x167",
        );
    }

    #[test]
    fn nothing_takes_no_room() {
        check(&[], (10, 10), "");
        check(&[0, 0], (10, 10), "0,0 0x0; 0,0 0x0");
        check(&[5, 0], (10, 10), "0,0 10x10; 10,0 0x0");
        check(&[5], (0, 10), "0,0 0x0");
    }

    #[test]
    fn rectangles_fill_the_frame_and_do_not_overlap() {
        let areas: Vec<u64> = (1..=400).rev().map(|n| n * n % 997 + 1).collect();
        let mut areas = areas;
        areas.sort_unstable_by(|a, b| b.cmp(a));
        let rects = squarify(&areas, Rect { x: 7, y: 3, w: 900, h: 500 });
        let mut covered = vec![false; 900 * 500];
        for rect in &rects {
            for y in rect.y..rect.y + rect.h {
                for x in rect.x..rect.x + rect.w {
                    let at = (y - 3) as usize * 900 + (x - 7) as usize;
                    assert!(!covered[at], "overlap at {x},{y}");
                    covered[at] = true;
                }
            }
        }
        assert!(covered.iter().all(|one| *one), "a gap");
    }
}
