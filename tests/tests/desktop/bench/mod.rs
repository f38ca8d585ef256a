//! Benchmarks in the real window. Not stories: no time is asserted, and `verify` leaves them out. `cargo xtask
//! bench` prints them, for the app's release build.

mod big;
mod growing;
mod starting;
mod typing;
mod window;
mod wire;

/// The value below which this part of them is.
fn quantile(values: &[f64], part: (usize, usize)) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() - 1) * part.0 / part.1]
}

fn median(values: &[f64]) -> f64 {
    quantile(values, (1, 2))
}

fn at_the_95th(values: &[f64]) -> f64 {
    quantile(values, (95, 100))
}

/// The median, and in brackets the quarter and three quarters of them.
fn spread(values: &[f64], digits: usize) -> String {
    format!(
        "{:.digits$} ({:.digits$}–{:.digits$})",
        median(values),
        quantile(values, (1, 4)),
        quantile(values, (3, 4))
    )
}
