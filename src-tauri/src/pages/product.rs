//! How a product is shown: two letters on one of eight colours, always the same for the same name.

/// A product's monogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Monogram {
    /// One or two, upper case.
    pub(crate) letters: String,
    /// 1 to 8.
    pub(crate) hue: u32,
}

impl Monogram {
    pub(crate) fn of(name: &str) -> Self {
        let mut letters: String = name
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .take(2)
            .flat_map(char::to_uppercase)
            .collect();
        if letters.is_empty() {
            letters.push('?');
        }
        // FNV-1a. It need not be a good hash, only a stable one.
        let hash = name
            .to_lowercase()
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self { letters, hue: 1 + (hash >> 16) % 8 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_of_two_words() {
        let letters = |name| Monogram::of(name).letters;
        assert_eq!(letters("Trend Vision One for Service Providers"), "TV");
        assert_eq!(letters("CIPP"), "C");
        assert_eq!(letters("365sentri"), "3");
        assert_eq!(letters("  (ähnlich) "), "Ä");
        assert_eq!(letters("???"), "?");
        assert_eq!(Monogram::of("Hudu"), Monogram::of("Hudu"));
        assert!((1..=8).contains(&Monogram::of("Hudu").hue));
    }
}
