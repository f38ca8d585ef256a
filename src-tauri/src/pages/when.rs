//! How long ago something was, in words.

use jiff::{Timestamp, Unit, tz::TimeZone};

use super::words::{Said, t};

/// "2 hours ago", "yesterday", "24 Nov 2026".
pub(crate) fn ago(then: Timestamp, now: Timestamp) -> Said<'static> {
    let minutes = now.since(then).ok().and_then(|span| span.total(Unit::Minute).ok()).unwrap_or(0.0);
    // Rounded down to whole units.
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast of a small number")]
    let (minutes, hours, days) = (minutes as i64, (minutes / 60.0) as i64, (minutes / 1440.0) as i64);
    match (minutes, hours, days) {
        (..1, ..) => t("ago-now"),
        (1..60, ..) => t("ago-minutes").with("count", minutes),
        (_, 1..24, _) => t("ago-hours").with("count", hours),
        (_, _, 1) => t("ago-yesterday"),
        (_, _, ..7) => t("ago-days").with("count", days),
        _ => t("ago-date").with("date", date(then)),
    }
}

/// "24 Nov 2026", in the computer's time zone.
pub(crate) fn date(then: Timestamp) -> String {
    then.to_zoned_datetime(TimeZone::system()).strftime("%-d %b %Y").to_string()
}

/// "24 Nov 2026, 14:05", in the computer's time zone.
pub(crate) fn moment(then: Timestamp) -> String {
    then.to_zoned_datetime(TimeZone::system()).strftime("%-d %b %Y, %H:%M").to_string()
}

/// "24 Nov 2026" for a stored day: `2026-11-24`.
pub(crate) fn day(day: &str) -> String {
    day.parse::<jiff::civil::Date>()
        .map_or_else(|_| day.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_its_age() {
        let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        for (then, said) in [
            ("2026-11-26T12:00:05Z", "just now"),
            ("2026-11-26T11:59:30Z", "just now"),
            ("2026-11-26T11:59:00Z", "1 minute ago"),
            ("2026-11-26T11:01:00Z", "59 minutes ago"),
            ("2026-11-26T10:00:00Z", "2 hours ago"),
            ("2026-11-25T11:00:00Z", "yesterday"),
            ("2026-11-23T11:00:00Z", "3 days ago"),
        ] {
            assert_eq!(ago(then.parse().unwrap(), now).to_string(), said);
        }
        let long = ago("2025-03-04T12:00:00Z".parse().unwrap(), now).to_string();
        assert!(long.ends_with("Mar 2025"), "{long}");
        assert_eq!(day("2026-11-04"), "4 Nov 2026");
        assert_eq!(day("soon"), "soon");
    }
}
