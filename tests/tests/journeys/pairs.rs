//! A small set of dialects that covers every pair of choices, and in which nothing else hides their combined
//! effect.
//!
//! A dialect that fails shows nothing of what would have come later. So a pair counts as covered only where
//! every failure of the dialect belongs to the pair: two harmless choices in a dialect without any, a failing
//! and a harmless one where only that one fails, two failing ones where these two do. The same applies to two
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
    /// Where a dimension's choices begin among all choices.
    begins: Vec<usize>,
    /// Of each choice.
    fails_by_itself: Vec<bool>,
    /// Of each two choices: a table with a row for each.
    only_together: Vec<bool>,
}

impl Pairs {
    /// `fails_by_itself`: a choice with which nothing of what comes later is seen. `only_together`: two choices that
    /// end otherwise than each by itself.
    pub(crate) fn of(
        dimensions: Vec<Dimension>,
        fails_by_itself: fn(Choice) -> bool,
        only_together: fn(Choice, Choice) -> bool,
    ) -> Self {
        let mut begins = Vec::new();
        let mut count = 0;
        for dimension in &dimensions {
            begins.push(count);
            count += dimension.choices.len();
        }
        let mut pairs = Self {
            dimensions,
            begins,
            fails_by_itself: vec![false; count],
            only_together: vec![false; count * count],
        };
        // Asked once: the rows are read very often.
        for (one, other) in pairs.all() {
            for cell in [one, other] {
                let at = pairs.at(cell);
                pairs.fails_by_itself[at] = fails_by_itself(pairs.name(cell));
            }
            let at = pairs.at(one) * count + pairs.at(other);
            pairs.only_together[at] = only_together(pairs.name(one), pairs.name(other));
        }
        pairs
    }

    fn at(&self, (dimension, place): (usize, usize)) -> usize {
        self.begins[dimension] + place
    }

    /// The position of two choices in a table of all of them.
    fn index(&self, (one, other): Pair) -> usize {
        self.at(one) * self.fails_by_itself.len() + self.at(other)
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
        let mut pairs = BTreeSet::new();
        self.each_shown_by(row, |pair| {
            pairs.insert(pair);
        });
        pairs
    }

    fn each_shown_by(&self, row: &Row, mut shown: impl FnMut(Pair)) {
        let cells: Vec<(usize, usize)> = row.iter().copied().enumerate().collect();
        let failing: Vec<(usize, usize)> =
            cells.iter().copied().filter(|cell| self.fails_by_itself[self.at(*cell)]).collect();
        if failing.len() > 2 {
            return;
        }
        let every = || {
            let of = |n: usize| cells[n + 1..].iter().map(move |other| (n, *other));
            (0..cells.len()).flat_map(of).map(|(n, other)| (cells[n], other))
        };
        let mut excepted = every().filter(|pair| self.only_together[self.index(*pair)]);
        let (first, more) = (excepted.next(), excepted.next().is_some());
        if more {
            return;
        }
        let all_in = |pair: &Pair| failing.iter().all(|cell| *cell == pair.0 || *cell == pair.1);
        every().filter(|pair| first.is_none_or(|first| first == *pair)).filter(all_in).for_each(&mut shown);
    }

    /// Greedy, and the same at every run: the first pair that is not shown yet, and beside it in each dimension
    /// the choice that shows the most others.
    pub(crate) fn cover(&self) -> Vec<Row> {
        let mut left = vec![false; self.only_together.len()];
        let all = self.all();
        for pair in &all {
            left[self.index(*pair)] = true;
        }
        let mut rows = Vec::new();
        // The last ones first: failures are at the end of the table, and need rows of their own.
        for pair in all.into_iter().rev() {
            if !left[self.index(pair)] {
                continue;
            }
            let mut row: Row = vec![0; self.dimensions.len()];
            row[pair.0.0] = pair.0.1;
            row[pair.1.0] = pair.1.1;
            let fixed = [pair.0.0, pair.1.0];
            for dimension in (0..row.len()).filter(|dimension| !fixed.contains(dimension)) {
                let mut best: Option<(usize, usize)> = None;
                for place in 0..self.dimensions[dimension].choices.len() {
                    row[dimension] = place;
                    let (mut is_shown, mut gain) = (false, 0);
                    self.each_shown_by(&row, |shown| {
                        is_shown |= shown == pair;
                        gain += usize::from(left[self.index(shown)]);
                    });
                    // Of equals the first, the plain one: the others take their time.
                    if is_shown && best.is_none_or(|(most, _)| gain > most) {
                        best = Some((gain, place));
                    }
                }
                row[dimension] = best.map_or(0, |(_, place)| place);
            }
            self.each_shown_by(&row, |shown| left[self.index(shown)] = false);
            assert!(!left[self.index(pair)], "a row shows the pair that it was made for");
            rows.push(row);
        }
        rows
    }
}
