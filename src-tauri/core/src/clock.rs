//! Monotonic time that includes the computer's sleep, and detection of sleep.

use std::sync::Arc;
use std::time::Duration;

/// A point in time on two monotonic clocks. Only differences between two moments have a meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// Time on a clock that also runs while the computer sleeps.
    pub with_sleep: Duration,
    /// Time on a clock that stops during sleep.
    pub awake: Duration,
}

/// Returns the current moment.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// The clocks are read one after the other, so they may differ by this much without a sleep.
const TOLERANCE: Duration = Duration::from_secs(2);

impl Moment {
    /// The current moment, read from the system's clocks.
    pub fn now() -> Self {
        system::now()
    }

    /// The time elapsed from this moment to `now`, sleep included.
    pub fn until(self, now: Self) -> Duration {
        now.with_sleep.saturating_sub(self.with_sleep)
    }

    /// Whether the computer slept between this moment and `now`.
    pub fn slept_until(self, now: Self) -> bool {
        let awake = now.awake.saturating_sub(self.awake);
        self.until(now) > awake + TOLERANCE
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use rustix::time::{ClockId, Timespec, clock_gettime};

    use super::{Duration, Moment};

    pub(super) fn now() -> Moment {
        Moment {
            awake: duration(clock_gettime(ClockId::Monotonic)),
            with_sleep: duration(clock_gettime(ClockId::Boottime)),
        }
    }

    fn duration(time: Timespec) -> Duration {
        Duration::try_from(time).unwrap_or_default()
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::sync::LazyLock;
    use std::time::Instant;

    use rustix::time::{ClockId, clock_gettime};

    use super::{Duration, Moment};

    /// The standard library's clock stops while a Mac sleeps (`CLOCK_UPTIME_RAW`).
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub(super) fn now() -> Moment {
        let awake = START.elapsed();
        // On macOS this one also runs during sleep (`man clock_gettime`).
        let with_sleep = Duration::try_from(clock_gettime(ClockId::Monotonic)).unwrap_or_default();
        Moment { with_sleep, awake }
    }
}

#[cfg(windows)]
mod system {
    use windows_sys::Win32::System::SystemInformation::GetTickCount64;
    use windows_sys::Win32::System::WindowsProgramming::QueryUnbiasedInterruptTime;

    use super::{Duration, Moment};

    #[expect(unsafe_code, reason = "the standard library has no clock that stops during sleep")]
    pub(super) fn now() -> Moment {
        let mut awake = 0;
        // SAFETY: it writes one number through a pointer that is valid for it.
        unsafe { QueryUnbiasedInterruptTime(&raw mut awake) };
        // SAFETY: it has no arguments.
        let with_sleep = unsafe { GetTickCount64() };
        // In units of 100 nanoseconds, and in milliseconds.
        Moment { awake: Duration::from_micros(awake / 10), with_sleep: Duration::from_millis(with_sleep) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(with_sleep: u64, awake: u64) -> Moment {
        Moment { with_sleep: Duration::from_secs(with_sleep), awake: Duration::from_secs(awake) }
    }

    #[test]
    fn sleep_is_time_that_only_one_of_the_clocks_counts() {
        let then = moment(100, 50);
        assert!(!then.slept_until(moment(1000, 950)));
        assert!(!then.slept_until(moment(1001, 950)), "within the tolerance");
        assert!(then.slept_until(moment(1000, 60)));
        assert_eq!(then.until(moment(1000, 60)), Duration::from_secs(900));
        assert_eq!(then.until(moment(0, 0)), Duration::ZERO, "a clock never goes back");
    }

    #[test]
    fn the_systems_clocks_go_on() {
        let (one, two) = (Moment::now(), Moment::now());
        assert!(one.with_sleep <= two.with_sleep && one.awake <= two.awake);
        assert!(!one.slept_until(two));
        assert_ne!(one, Moment::default());
    }
}
