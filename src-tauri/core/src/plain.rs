//! Removes invisible characters from text that comes from HaloPSA or from a person. They could make a name
//! reverse the line that contains it, or look like another name.

/// Whether a character is invisible and can change how others are displayed: marks, embeddings, overrides
/// and isolates of the writing direction, zero-width characters, line separators.
pub fn misleads(c: char) -> bool {
    matches!(
        c,
        '\u{061c}' // ARABIC LETTER MARK
        | '\u{180e}' // MONGOLIAN VOWEL SEPARATOR
        | '\u{200b}'..='\u{200f}' // zero-width; LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK
        | '\u{2028}'..='\u{202e}' // LINE and PARAGRAPH SEPARATOR; embeddings and overrides
        | '\u{2060}'..='\u{206f}' // zero-width; isolates, and the deprecated ones
        | '\u{feff}' // ZERO WIDTH NO-BREAK SPACE
        | '\u{fff9}'..='\u{fffb}' // INTERLINEAR ANNOTATION
    )
}

/// The text on one line, without characters that [`misleads`] finds and without control characters.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !misleads(*c)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whatever_turns_the_direction_or_has_no_width_is_left_out() {
        let named = [
            0x061c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d,
            0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0x0000, 0x000a, 0x000d, 0x007f, 0x0085,
        ];
        for code in named {
            let c = char::from_u32(code).unwrap();
            assert_eq!(plain(&format!("a{c}b")), "ab", "U+{code:04X}");
        }
        for kept in ["Ünïcödé – “x” …", "נבדק", "アプリ", "a\u{a0}b", "👷🏽"] {
            assert_eq!(plain(kept), kept);
        }
    }

    proptest! {
        #[test]
        fn nothing_of_it_is_left_whatever_the_text(text in ".{0,80}") {
            let plain = plain(&text);
            prop_assert!(!plain.chars().any(|c| c.is_control() || misleads(c)));
            prop_assert_eq!(super::plain(&plain), plain);
        }
    }
}
