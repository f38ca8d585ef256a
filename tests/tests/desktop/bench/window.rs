//! A program with a window, watched from outside: when it shows what it will show, and how much memory it takes.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::process::Command;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, ImageFormat};
use x11rb::rust_connection::RustConnection;

use latchkey_journeys::driver::{Ended, runs};

/// A picture that has stayed for so long is the last one.
const QUIET: Duration = Duration::from_millis(1000);
/// A program that shows nothing for so long is broken.
const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks at the window.
const LOOK: Duration = Duration::from_millis(4);
/// The part of the window that is looked at, in pixels: its upper half has something of every page.
const WATCHED: (u16, u16) = (1000, 420);

/// What was seen of a start.
pub struct Started {
    program: Ended,
    /// From the start to the first time that the window showed its last picture.
    pub usable: Duration,
}

/// The screen, as another program sees it.
pub struct Screen {
    connection: RustConnection,
    root: u32,
    windows: u32,
}

impl Screen {
    pub fn open() -> Self {
        let (connection, number) = x11rb::connect(None).expect("a screen");
        let root = connection.setup().roots[number].root;
        let name = connection.intern_atom(false, b"_NET_CLIENT_LIST").unwrap();
        let windows = name.reply().unwrap().atom;
        Self { connection, root, windows }
    }

    /// A picture of the only window, as a number; none while there is none, or it is all of one colour.
    fn picture(&self) -> Option<u64> {
        let list = self.connection.get_property(false, self.root, self.windows, AtomEnum::WINDOW, 0, 16);
        let window = list.ok()?.reply().ok()?.value32()?.last()?;
        let (width, height) = WATCHED;
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, !0);
        let pixels = image.ok()?.reply().ok()?.data;
        // Not painted yet.
        if pixels.chunks_exact(4).all(|pixel| pixel[..3] == pixels[..3]) {
            return None;
        }
        let mut hash = DefaultHasher::new();
        pixels.hash(&mut hash);
        Some(hash.finish())
    }

    /// Starts a program, and waits until its window doesn't change any more.
    pub fn start(&self, command: &mut Command) -> Started {
        let start = Instant::now();
        let program = Ended(command.spawn().expect("it starts"));
        let mut last: Option<(u64, Duration)> = None;
        loop {
            assert!(start.elapsed() < LIMIT, "it shows nothing");
            if let Some(picture) = self.picture() {
                let now = start.elapsed();
                match last {
                    Some((shown, since)) if shown == picture => {
                        if now - since > QUIET {
                            return Started { program, usable: since };
                        }
                    }
                    _ => last = Some((picture, now)),
                }
            }
            std::thread::sleep(LOOK);
        }
    }
}

/// The process and all that it started, and so on.
pub fn family(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let mut at = 0;
    while let Some(process) = family.get(at) {
        let folder = format!("/proc/{process}/task");
        for thread in fs::read_dir(folder).into_iter().flatten().flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
        at += 1;
    }
    family
}

/// The memory of these processes in KiB, what they share with others in proportion (PSS).
pub fn memory(processes: &[u32]) -> u64 {
    let of = |process: &u32| {
        let file = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let line = file.lines().find_map(|line| line.strip_prefix("Pss:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0)
    };
    processes.iter().map(of).sum()
}

impl Started {
    /// The memory of all its processes, in KiB.
    pub fn memory(&self) -> u64 {
        memory(&family(self.program.0.id()))
    }

    /// Ends it, and waits until nothing of it runs.
    pub fn end(self) {
        let family = family(self.program.0.id());
        drop(self.program);
        let start = Instant::now();
        while family.iter().any(|process| runs(&process.to_string())) {
            assert!(start.elapsed() < LIMIT, "it does not end");
            std::thread::sleep(LOOK);
        }
    }
}
