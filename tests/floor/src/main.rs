//! What any app in such a window costs: `latchkey-floor` shows one button. `latchkey-floor PAGE FOLDER...` shows
//! that page in its place, with what it needs from the folders.

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;

use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Wry};

/// Files read when they are asked for, in place of those compiled in.
struct Saved {
    page: PathBuf,
    folders: Vec<PathBuf>,
}

impl Assets<Wry> for Saved {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        let name = key.as_ref().trim_start_matches('/');
        if name == "index.html" {
            return fs::read(&self.page).ok().map(Cow::Owned);
        }
        self.folders.iter().find_map(|folder| fs::read(folder.join(name)).ok()).map(Cow::Owned)
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    if let Some(page) = arguments.next() {
        context.set_assets(Box::new(Saved { page, folders: arguments.collect() }));
    }
    tauri::Builder::default().build(context)?.run(|_, _| {});
    Ok(())
}
