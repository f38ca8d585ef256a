//! Finds the product meant by a name as a user types it: a prefix, without spaces and hyphens, with a typo. Pure.

use super::{Product, listed};

/// The most products suggested in place of a name that isn't listed.
pub const MAX_SUGGESTED: usize = 3;
/// The fewest letters with which one typo is tolerated: shorter names are too similar to each other.
const MIN_FOR_ONE_SLIP: usize = 4;
/// The fewest letters with which two typos are tolerated.
const MIN_FOR_TWO_SLIPS: usize = 7;
/// The longest name compared for typos. No listed one is longer.
const MAX_COMPARED: usize = 60;
/// HaloPSA's own names: with "Calendly with HaloPSA", HaloPSA isn't what the user is searching for.
const HALOS_OWN: [&str; 4] = ["halopsa", "haloitsm", "psa", "itsm"];

/// A name in the form in which it is compared: its letters and digits, in lower case.
fn letters_of(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The positions where the words of a name begin: after a space or a hyphen, and within `TimeZest`, `DNSFilter`,
/// `MSPbots` and `1Stream`.
fn beginnings(name: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    let at = |n: Option<usize>| n.and_then(|n| chars.get(n)).map_or(' ', |(_, c)| *c);
    let begins = |n: usize| {
        let (before, one, next) = (at(n.checked_sub(1)), at(Some(n)), at(n.checked_add(1)));
        let after_capitals = before.is_uppercase() && at(n.checked_sub(2)).is_uppercase();
        one.is_alphanumeric()
            && (!before.is_alphanumeric()
                || before.is_numeric() != one.is_numeric()
                || before.is_lowercase() && one.is_uppercase()
                || before.is_uppercase() && one.is_uppercase() && next.is_lowercase()
                || after_capitals && one.is_lowercase())
    };
    (0..chars.len()).filter(|n| begins(*n)).map(|n| chars[n].0).collect()
}

/// Whether two names differ only in case, spaces and hyphens.
pub fn is_same(name: &str, other: &str) -> bool {
    let letters = letters_of(name);
    !letters.is_empty() && letters == letters_of(other)
}

/// Whether a word of the name begins with `wanted`. An empty `wanted` matches every name.
pub fn finds(name: &str, wanted: &str) -> bool {
    let letters = letters_of(wanted);
    wanted.trim().is_empty()
        || !letters.is_empty()
            && beginnings(name).into_iter().any(|at| letters_of(&name[at..]).starts_with(&letters))
}

/// The name by which a product is found: its own, or an alias.
pub fn found_as<'a>(product: &'a Product, wanted: &str) -> Option<&'a str> {
    let letters = letters_of(wanted);
    let is_halos = HALOS_OWN.iter().any(|own| own.starts_with(&letters));
    let others = product.also_known_as.iter().filter(|name| !is_halos && finds(name, wanted));
    std::iter::once(&product.name).filter(|name| finds(name, wanted)).chain(others).next().map(String::as_str)
}

/// The product with this full name. `None` if several products share it.
pub fn called(name: &str) -> Option<&'static Product> {
    let by_name = listed().iter().find(|product| is_same(&product.name, name));
    let goes_by_it = |product: &&Product| product.also_known_as.iter().any(|other| is_same(other, name));
    let mut others = listed().iter().filter(goes_by_it);
    by_name.or_else(|| others.next().filter(|_| others.next().is_none()))
}

/// The products that a name with one or two typos may mean, the most similar first.
pub fn near(name: &str) -> Vec<&'static Product> {
    let letters = letters_of(name);
    if !(MIN_FOR_ONE_SLIP..=MAX_COMPARED).contains(&letters.chars().count()) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &Product)> =
        listed().iter().filter_map(|product| Some((slips(product, &letters)?, product))).collect();
    near.sort_by_key(|(slips, product)| (*slips, product.name.to_lowercase()));
    near.into_iter().map(|(_, product)| product).take(MAX_SUGGESTED).collect()
}

/// How many typos these letters are from a name of the product, or from the first words of its own.
fn slips(product: &Product, letters: &str) -> Option<usize> {
    let ends = product.name.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at);
    let first_words = ends.map(|end| &product.name[..end]);
    let names =
        first_words.chain([product.name.as_str()]).chain(product.also_known_as.iter().map(String::as_str));
    names
        .filter_map(|name| {
            let name = letters_of(name);
            let most = match name.chars().count().min(letters.chars().count()) {
                MIN_FOR_TWO_SLIPS.. => 2,
                MIN_FOR_ONE_SLIP.. => 1,
                _ => 0,
            };
            Some(strsim::osa_distance(&name, letters)).filter(|slips| *slips <= most)
        })
        .min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The ids of the products found, in the order of the list.
    fn found(wanted: &str) -> Vec<&'static str> {
        listed().iter().filter(|one| found_as(one, wanted).is_some()).map(|one| one.id.as_str()).collect()
    }

    fn meant(name: &str) -> Vec<&'static str> {
        near(name).into_iter().map(|product| product.id.as_str()).collect()
    }

    #[test]
    fn spaces_hyphens_and_capitals_are_no_matter() {
        for (typed, id) in [
            ("sonic wall", "sonicwall-mspcentric"),
            ("1 stream", "1stream"),
            ("itglue", "lifecycle-insights-it-glue"),
            ("time zest", "timezest"),
            ("threat-locker", "threatlocker"),
            ("immy bot", "immybot"),
            ("immy.bot", "immybot"),
            ("MSP BOTS", "mspbots"),
            ("robo shadow", "roboshadow"),
            ("crush bank", "crushbank"),
            ("quick books", "halo-accounts-integrator"),
            ("quote  werks", "quotewerks"),
            ("v CIO tool box", "vciotoolbox"),
            ("datto", "datto-rmm"),
            ("dattormm", "datto-rmm"),
            ("Cloud-Radial", "cloudradial-chat"),
        ] {
            assert_eq!(found(typed), [id], "{typed}");
        }
        let n_able = ["n-able-cove", "n-able-n-central", "n-able-passportal", "n-able-n-sight"];
        for typed in ["N-able", "N Able", "nable", "n able"] {
            assert_eq!(found(typed), n_able, "{typed}");
        }
    }

    #[test]
    fn a_name_is_found_from_the_start_of_a_word() {
        for (typed, id) in [
            ("zest", "timezest"),
            ("central", "n-able-n-central"),
            ("stream", "1stream"),
            ("bots", "mspbots"),
            ("filter", "dnsfilter"),
            ("sentri", "365sentri"),
            ("cove", "n-able-cove"),
            ("micro", "trend-vision-one-sp"),
        ] {
            assert!(found(typed).contains(&id), "{typed}: {:?}", found(typed));
        }
        assert_eq!(found("cove"), ["n-able-cove"], "no discovery");
        for typed in ["halo", "HaloPSA", "hal", "psa", "itsm"] {
            let by_its_name = found(typed).into_iter().all(|id| id == "halo-accounts-integrator");
            assert!(by_its_name, "{typed}: {:?}", found(typed));
        }
        assert_eq!(found("halo asset"), ["lansweeper-cloud"]);
        assert_eq!(found("estream"), [""; 0]);
    }

    #[test]
    fn every_name_is_found_however_it_is_joined_and_means_its_product() {
        for product in listed() {
            for name in std::iter::once(&product.name).chain(&product.also_known_as) {
                for typed in [
                    name.clone(),
                    name.to_uppercase(),
                    name.replace([' ', '-', '.'], ""),
                    name.replace(['-', '.'], " "),
                    name.replace(' ', "-"),
                    format!("  {name} "),
                ] {
                    assert!(found_as(product, &typed).is_some(), "{}: {typed}", product.id);
                    let several = called(name).is_none();
                    assert!(several || called(&typed) == called(name), "{}: {typed}", product.id);
                }
            }
            assert_eq!(called(&product.name), Some(product));
        }
        assert_eq!(called("LCI"), None, "two share it");
        assert_eq!(called("?"), None);
    }

    #[test]
    fn what_has_no_letter_finds_nothing_and_nothing_finds_all() {
        assert_eq!(found("?"), [""; 0]);
        assert_eq!(found(" ").len(), listed().len());
    }

    #[test]
    fn a_slip_or_two_are_forgiven() {
        for (typed, id) in [
            ("lionguard", "liongard"),
            ("hudo", "hudu"),
            ("guards", "guardz"),
            ("sales builder", "salesbuildr"),
            ("dato rmm", "datto-rmm"),
            ("Treatlocker", "threatlocker"),
            ("rwest", "rewst"),
            ("sonicwal l", "sonicwall-mspcentric"),
            ("sonicwalls", "sonicwall-mspcentric"),
            ("it gleu", "lifecycle-insights-it-glue"),
            ("connectwize", "connectwise-rmm"),
        ] {
            assert!(meant(typed).first() == Some(&id) || found(typed) == [id], "{typed}: {:?}", meant(typed));
        }
        assert_eq!(meant("lionguard"), ["liongard"]);
    }

    #[test]
    fn another_product_is_no_slip() {
        for typed in [
            "teams",
            "azure",
            "xero",
            "jira",
            "intune",
            "slack",
            "okta",
            "duo",
            "sentinelone",
            "connectwise automate",
            "Harbour Alarm",
            "auvik",
            "domotz",
            "veeam",
            "acronis",
            "bitdefender",
            "addigy",
            "keeper",
            "mimecast",
            "proofpoint",
            "pagerduty",
            "zapier",
            "power automate",
            "make",
            "abc",
            "",
            "x",
        ] {
            assert_eq!(meant(typed), [""; 0], "{typed}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(typed in "\\PC{0,80}", name in "\\PC{0,40}") {
            let _ = (found_as(&listed()[0], &typed), called(&typed), finds(&name, &typed));
            prop_assert!(near(&typed).len() <= MAX_SUGGESTED);
            prop_assert!(letters_of(&name).is_empty() || finds(&name, &name));
        }

        #[test]
        fn the_beginning_of_a_name_finds_it(n in 0..1000usize, length in 1..40usize) {
            let product = &listed()[n % listed().len()];
            let typed: String = product.name.chars().take(length).collect();
            prop_assert_eq!(found_as(product, &typed), Some(product.name.as_str()));
        }
    }
}
