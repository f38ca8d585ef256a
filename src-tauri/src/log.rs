//! The log: a file beside the data, with only our own messages. A library's messages could name an address
//! with its parameters or a header, so none are logged.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// A longer file is rotated at the next start, over the one rotated before. Bytes.
const MAX_BYTES: u64 = 1024 * 1024;

const NAME: &str = "latchkey.log";

/// Opens the log for appending.
pub(crate) fn file(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    File::options().create(true).append(true).open(folder.join(NAME))
}

/// Starts logging into `folder`. `LATCHKEY_LOG` chooses the level (error, warn, info, debug,
/// trace). Without a file there is no log, and the app works.
pub(crate) fn start(folder: &Path) {
    let path = folder.join(NAME);
    if fs::metadata(&path).is_ok_and(|file| file.len() > MAX_BYTES) {
        let _ = fs::rename(&path, folder.join("latchkey.old.log"));
    }
    let Ok(file) = file(folder) else { return };
    let level = std::env::var("LATCHKEY_LOG").ok().and_then(|l| l.parse().ok()).unwrap_or(LevelFilter::INFO);
    let ours = Targets::new().with_target("latchkey", level).with_target("latchkey_core", level);
    let layer = fmt::layer().with_ansi(false).with_writer(Mutex::new(file)).with_filter(ours);
    let _ = tracing_subscriber::registry().with(layer).try_init();
}
