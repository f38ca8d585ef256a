//! Whether the planned name is another application's already, seen before anything is created: colleagues
//! tell applications apart by their names. From what was listed at sign-in; the creation looks once more.

use super::find::is_ours;
use crate::draft::LONGEST_NAME;
use crate::halo::{ApplicationSeen, Listed};
use crate::journal::Creation;
use crate::proof::same_name;
use crate::{Latchkey, Result};

impl Latchkey {
    /// Whether another application has this name, in any case and spacing. `None` where nobody is signed in
    /// for the set-up, and where it may be one that can't be read. The set-up's own application is no other.
    pub fn name_taken(&self, id: &str, name: &str) -> Option<bool> {
        let authority = self.authority(id).ok()?;
        is_taken(&authority.applications, self.creation(id).ok()?.as_ref(), name)
    }

    /// A name for the application that is not known to be taken: the product's, or the product's with a
    /// number.
    ///
    /// # Errors
    /// [`crate::Error::DraftGone`].
    pub fn free_name(&self, id: &str) -> Result<String> {
        let product = self.draft(id)?.product_name;
        let taken = |name: &String| self.name_taken(id, name) == Some(true);
        let free = names(&product).find(|name| !taken(name));
        Ok(free.unwrap_or(product))
    }
}

fn is_taken(listed: &Listed<ApplicationSeen>, creation: Option<&Creation>, name: &str) -> Option<bool> {
    if name.trim().is_empty() {
        return Some(false);
    }
    let own = |a: &ApplicationSeen| {
        creation.is_some_and(|creation| {
            is_ours(creation, a) || creation.application().is_some_and(|id| id.eq_ignore_ascii_case(&a.id))
        })
    };
    let mut others = listed.rows.iter().filter(|a| !own(a));
    if others.clone().any(|a| same_name(&a.name, name)) {
        return Some(true);
    }
    let unknown = listed.unread > 0 || others.any(|a| a.unread.contains(&"displayName"));
    (!unknown).then_some(false)
}

/// `Backup`, `Backup (2)`, `Backup (3)`, and so on.
fn names(product: &str) -> impl Iterator<Item = String> {
    let numbered = (2..1000).map(move |n| {
        let end = format!(" ({n})");
        let start: String = product.chars().take(LONGEST_NAME - end.len()).collect();
        format!("{}{end}", start.trim_end())
    });
    std::iter::once(product.to_owned()).chain(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Stage;

    fn application(id: &str, name: &str, client_id: &str) -> ApplicationSeen {
        ApplicationSeen {
            id: id.into(),
            name: name.into(),
            client_id: client_id.into(),
            ..ApplicationSeen::default()
        }
    }

    fn listed(unread: usize) -> Listed<ApplicationSeen> {
        Listed { rows: vec![application("1", "Harbour  Alarm ", "x"), application("2", "", "y")], unread }
    }

    #[test]
    fn a_name_is_taken_in_any_case_and_unknown_where_rows_are() {
        assert_eq!(is_taken(&listed(0), None, "harbour alarm"), Some(true));
        assert_eq!(is_taken(&listed(3), None, "HARBOUR ALARM"), Some(true));
        assert_eq!(is_taken(&listed(0), None, "Harbour"), Some(false));
        assert_eq!(is_taken(&listed(1), None, "Harbour"), None);
        assert_eq!(is_taken(&listed(0), None, " "), Some(false), "an application without a name has none");
        let mut unreadable = listed(0);
        unreadable.rows[1].unread = vec!["displayName"];
        assert_eq!(is_taken(&unreadable, None, "Harbour"), None);
    }

    #[test]
    fn a_set_up_s_own_application_does_not_clash_with_itself() {
        let creation = |client_id: &str, stage| Creation {
            draft: "d".into(),
            host: "h".into(),
            mark: "0123456789abcdef0123456789abcdef".into(),
            name: "Harbour Alarm".into(),
            client_id: client_id.into(),
            there_before: None,
            shown_client_id: None,
            named: false,
            asked: 1,
            stage,
        };
        let taken = |creation: &Creation| is_taken(&listed(0), Some(creation), "Harbour Alarm");
        assert_eq!(taken(&creation("X", Stage::Sent)), Some(false), "by its Client ID");
        assert_eq!(taken(&creation("z", Stage::Found { application: "1".into() })), Some(false), "by its id");
        assert_eq!(taken(&creation("z", Stage::Sent)), Some(true));
    }

    #[test]
    fn a_free_name_has_a_number_and_is_not_too_long() {
        assert_eq!(names("Backup").take(3).collect::<Vec<_>>(), ["Backup", "Backup (2)", "Backup (3)"]);
        let long = "ä".repeat(LONGEST_NAME);
        assert_eq!(names(&long).nth(1).unwrap(), format!("{} (2)", "ä".repeat(LONGEST_NAME - 4)));
    }
}
