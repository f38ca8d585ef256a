//! A small set of dialects in which every two choices meet, and in which nothing else hides what they do
//! together.
//!
//! A dialect that fails shows nothing of what would have come later. So a pair counts as covered only where
//! every failure of the dialect belongs to the pair: two harmless choices in a dialect without any, a failing
//! and a harmless one where that one alone fails, two failing ones where these two do. The same goes for two
//! harmless choices that fail together.

use std::collections::BTreeSet;

use latchkey_practice::{Dialect, Dimension};

use crate::ends::Choice;

/// A choice for every dimension, as places in [`Dimension::choices`].
pub(crate) type Row = Vec<usize>;

/// Two choices: dimension and place, the smaller dimension first.
pub(crate) type Pair = ((usize, usize), (usize, usize));

pub(crate) struct Pairs {
    dimensions: Vec<Dimension>,
    fails_alone: BTreeSet<(usize, usize)>,
    only_together: BTreeSet<Pair>,
}

impl Pairs {
    /// `fails_alone`: a choice with which nothing of what comes later is seen. `only_together`: two choices that
    /// end otherwise than each alone.
    pub(crate) fn of(
        dimensions: Vec<Dimension>,
        fails_alone: fn(Choice) -> bool,
        only_together: fn(Choice, Choice) -> bool,
    ) -> Self {
        let mut pairs = Self { dimensions, fails_alone: BTreeSet::new(), only_together: BTreeSet::new() };
        // Asked once: the rows are looked at very often.
        let all = pairs.all();
        let cells: BTreeSet<(usize, usize)> = all.iter().flat_map(|(one, other)| [*one, *other]).collect();
        pairs.fails_alone = cells.into_iter().filter(|cell| fails_alone(pairs.name(*cell))).collect();
        pairs.only_together = all
            .into_iter()
            .filter(|(one, other)| only_together(pairs.name(*one), pairs.name(*other)))
            .collect();
        pairs
    }

    pub(crate) fn name(&self, (dimension, place): (usize, usize)) -> Choice {
        let dimension = &self.dimensions[dimension];
        (dimension.name, dimension.choices[place].0)
    }

    /// The choices of a row that are not the plain ones.
    pub(crate) fn choices(&self, row: &Row) -> Vec<Choice> {
        let not_plain = row.iter().enumerate().filter(|(_, place)| **place != 0);
        not_plain.map(|(dimension, place)| self.name((dimension, *place))).collect()
    }

    pub(crate) fn dialect(&self, row: &Row) -> Dialect {
        let mut dialect = Dialect::default();
        for (dimension, place) in self.dimensions.iter().zip(row) {
            dimension.choices[*place].1(&mut dialect);
        }
        dialect
    }

    /// Every pair of choices of different dimensions, plain ones included.
    pub(crate) fn all(&self) -> BTreeSet<Pair> {
        let mut all = BTreeSet::new();
        for (one, first) in self.dimensions.iter().enumerate() {
            for (other, second) in self.dimensions.iter().enumerate().skip(one + 1) {
                for here in 0..first.choices.len() {
                    for there in 0..second.choices.len() {
                        all.insert(((one, here), (other, there)));
                    }
                }
            }
        }
        all
    }

    /// The pairs that a row shows; see the module.
    pub(crate) fn shown_by(&self, row: &Row) -> BTreeSet<Pair> {
        let cells: Vec<(usize, usize)> = row.iter().copied().enumerate().collect();
        let failing: Vec<_> = cells.iter().filter(|cell| self.fails_alone.contains(cell)).collect();
        let mut pairs = BTreeSet::new();
        let mut excepted = BTreeSet::new();
        for (n, one) in cells.iter().enumerate() {
            for other in &cells[n + 1..] {
                pairs.insert((*one, *other));
                if self.only_together.contains(&(*one, *other)) {
                    excepted.insert((*one, *other));
                }
            }
        }
        pairs.retain(|pair| {
            failing.iter().all(|cell| **cell == pair.0 || **cell == pair.1)
                && excepted.iter().all(|other| other == pair)
        });
        pairs
    }

    /// Greedy, and the same at every run: the first pair that is not shown yet, and beside it in each dimension
    /// the choice that shows the most others.
    pub(crate) fn cover(&self) -> Vec<Row> {
        let mut left = self.all();
        let mut rows = Vec::new();
        // The last ones first: failures stand at the end of the table, and need rows of their own.
        while let Some(pair) = left.last().copied() {
            let mut row: Row = vec![0; self.dimensions.len()];
            row[pair.0.0] = pair.0.1;
            row[pair.1.0] = pair.1.1;
            let fixed = [pair.0.0, pair.1.0];
            for dimension in (0..row.len()).filter(|dimension| !fixed.contains(dimension)) {
                let mut best: Option<(usize, usize)> = None;
                for place in 0..self.dimensions[dimension].choices.len() {
                    row[dimension] = place;
                    let shown = self.shown_by(&row);
                    if !shown.contains(&pair) {
                        continue;
                    }
                    let gain = shown.iter().filter(|shown| left.contains(*shown)).count();
                    // Of equals the first, the plain one: the others take their time.
                    if best.is_none_or(|(most, _)| gain > most) {
                        best = Some((gain, place));
                    }
                }
                row[dimension] = best.map_or(0, |(_, place)| place);
            }
            let shown = self.shown_by(&row);
            assert!(shown.contains(&pair), "a row shows the pair that it was made for");
            left.retain(|pair| !shown.contains(pair));
            rows.push(row);
        }
        rows
    }
}
