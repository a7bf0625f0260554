//! Which rows of a long list are in the page: those in sight, those close by, and one that has the focus. Where the others
//! would be stand gaps.

use super::list::Row;
use std::{ops::Range, rc::Rc};

/// How high a row is taken to be until one has been on the page, in pixels.
const USUAL: f64 = 72.0;
/// How far beyond what is in sight rows are kept ready, in pixels.
const MARGIN: f64 = 800.0;

/// How high each row is, in order, in pixels; those that have not been on the page yet are taken to be as high as others.
pub fn heights(rows: &[Rc<Row>]) -> Vec<f64> {
    let known = || rows.iter().filter_map(|row| row.height.get());
    let count = known().fold(0.0, |count, _| count + 1.0);
    let usual = if count > 0.0 { known().sum::<f64>() / count } else { USUAL };
    rows.iter().map(|row| row.height.get().unwrap_or(usual)).collect()
}

/// The rows between two heights of the list.
pub fn between(heights: &[f64], top: f64, bottom: f64) -> Range<usize> {
    let mut down = 0.0;
    let mut range = heights.len()..heights.len();
    for (at, height) in heights.iter().enumerate() {
        let above = down;
        down += height;
        if range.start == heights.len() && down > top {
            range.start = at;
        }
        if above >= bottom {
            range.end = at.max(range.start);
            break;
        }
    }
    range
}

/// The rows to keep in the page while this part of the list, from its own top, is in sight.
pub fn kept(heights: &[f64], top: f64, bottom: f64) -> Range<usize> {
    between(heights, top - MARGIN, bottom + MARGIN)
}

/// A part of the list as it stands in the page.
#[derive(Debug, PartialEq)]
pub enum Piece {
    /// Where rows would be, so high.
    Gap(f64),
    /// A row.
    Row(usize),
}

/// The parts of the list: the rows of a range, and one more where it is not among them.
pub fn pieces(heights: &[f64], range: &Range<usize>, one_more: Option<usize>) -> Vec<Piece> {
    let (mut pieces, mut gap) = (Vec::new(), 0.0);
    for (at, height) in heights.iter().enumerate() {
        if range.contains(&at) || one_more == Some(at) {
            if gap > 0.0 {
                pieces.push(Piece::Gap(gap));
            }
            pieces.push(Piece::Row(at));
            gap = 0.0;
        } else {
            gap += height;
        }
    }
    if gap > 0.0 {
        pieces.push(Piece::Gap(gap));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_is_between_its_edges() {
        let heights = [10.0; 6];
        assert_eq!(between(&heights, 0.0, 20.0), 0..2);
        assert_eq!(between(&heights, 15.0, 31.0), 1..4);
        assert_eq!(between(&heights, -50.0, 500.0), 0..6);
        assert_eq!(between(&heights, 500.0, 600.0), 6..6);
        assert_eq!(between(&[], 0.0, 100.0), 0..0);
    }

    #[test]
    fn gaps_are_as_high_as_what_is_missing() {
        use Piece::{Gap, Row};
        let heights = [10.0, 20.0, 30.0, 40.0, 50.0];
        assert_eq!(pieces(&heights, &(1..3), None), [Gap(10.0), Row(1), Row(2), Gap(90.0)]);
        assert_eq!(pieces(&heights, &(0..1), Some(3)), [Row(0), Gap(50.0), Row(3), Gap(50.0)]);
        assert_eq!(pieces(&heights, &(3..5), Some(4)), [Gap(60.0), Row(3), Row(4)]);
    }
}
