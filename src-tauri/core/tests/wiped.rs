//! What is left of a secret in memory when it is dropped: every block that is given back is looked through.
//! And what a secret can't be made into.
#![expect(unsafe_code, reason = "an allocator that looks through what it is given back")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects by failing")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use latchkey_core::Secret;
use latchkey_core::vault::credentials::{Wanted, recognise};
use secrecy::ExposeSecret;
use serde::Serialize;

#[path = "../src/halo/wiped.rs"]
mod wiped;

const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

/// As a person copies it.
const COPIED: &str = " 7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427\n";

/// As the beginning of the secret's first half is written in any way of ours, in either case.
const CANARY: &[u8] = b"7c9e6679-7425-40de-944b";

/// Only while a story runs: it takes long.
static LOOKS: AtomicBool = AtomicBool::new(false);

/// How many blocks that were given back had the canary in them.
static FOUND: AtomicUsize = AtomicUsize::new(0);

struct LooksThrough;

#[global_allocator]
static ALLOCATOR: LooksThrough = LooksThrough;

// SAFETY: everything is the system's allocator's; a block is only read before it is given back.
unsafe impl GlobalAlloc for LooksThrough {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that every byte may be read.
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is as long as its layout says, was zeroed, and has no other owner.
        let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
        if LOOKS.load(Ordering::SeqCst)
            && bytes.windows(CANARY.len()).any(|window| window.eq_ignore_ascii_case(CANARY))
        {
            FOUND.fetch_add(1, Ordering::SeqCst);
        }
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(block, layout) }
    }
}

/// In how many blocks a story leaves the canary behind. One story at a time: there is one count.
fn left_behind_by(story: impl FnOnce()) -> usize {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before = FOUND.load(Ordering::SeqCst);
    LOOKS.store(true, Ordering::SeqCst);
    story();
    LOOKS.store(false, Ordering::SeqCst);
    FOUND.load(Ordering::SeqCst) - before
}

#[test]
fn a_plain_text_that_is_dropped_is_found() {
    assert_eq!(left_behind_by(|| drop(SECRET.to_owned())), 1);
    assert_eq!(left_behind_by(|| drop(SECRET.to_uppercase())), 1);
    let grows = || {
        let mut text = SECRET.to_owned();
        text.push_str(&"x".repeat(1_000));
    };
    assert_eq!(left_behind_by(grows), 2, "also what a text leaves behind that grows");
    assert_eq!(left_behind_by(|| drop("something else".repeat(10))), 0);
}

#[test]
fn a_secret_that_is_dropped_leaves_nothing_in_memory() {
    assert_eq!(left_behind_by(|| drop(Secret::from(SECRET))), 0);
    assert_eq!(left_behind_by(|| drop(Secret::from(SECRET).clone())), 0);
    let taken = || {
        let copied = Secret::from(COPIED);
        let recognised = recognise(&copied, Wanted::Secret, None, false).expect("a secret");
        assert!(recognised.value.expose_secret() == SECRET);
        // And what is refused.
        let _ = recognise(&copied, Wanted::ClientId, None, false);
        let _ = recognise(&copied, Wanted::Secret, Some(&recognised.value), false);
    };
    assert_eq!(left_behind_by(taken), 0, "nor does looking at it");
}

#[test]
fn a_request_that_carries_a_secret_leaves_nothing_of_ours_in_memory() {
    #[derive(Serialize)]
    struct Body<'a> {
        name: &'a str,
        secret: &'a str,
    }
    let json = || {
        let body = wiped::json(&[Body { name: "Harbour \"Alarm\"", secret: SECRET }]).unwrap();
        let (before, after) = (&b"[{\"name\":\"Harbour \\\"Alarm\\\"\",\"secret\":\""[..], &b"\"}]"[..]);
        assert!(body.strip_prefix(before).and_then(|b| b.strip_suffix(after)) == Some(SECRET.as_bytes()));
    };
    assert_eq!(left_behind_by(json), 0);
    let form = || {
        let body = wiped::form(&[("grant_type", "client_credentials"), ("client_secret", SECRET)]);
        assert!(body.windows(CANARY.len()).any(|window| window == CANARY));
    };
    assert_eq!(left_behind_by(form), 0);
}

#[test]
fn a_form_is_written_as_everybody_writes_it() {
    let fields = [("scope", "read:tickets edit:tickets"), ("name", "Ł&=+%"), ("", "")];
    let mut usual = url::form_urlencoded::Serializer::new(String::new());
    usual.extend_pairs(fields);
    assert_eq!(wiped::form(&fields), usual.finish());
}

/// Whether a type can do something: an answer of its own goes before the answer that every type has.
struct Can<T: ?Sized>(PhantomData<T>);

trait Cannot {
    const BE_PRINTED: bool = false;
    const BE_SERIALISED: bool = false;
}

impl<T: ?Sized> Cannot for Can<T> {}

impl<T: Display + ?Sized> Can<T> {
    const BE_PRINTED: bool = true;
}

impl<T: Serialize + ?Sized> Can<T> {
    const BE_SERIALISED: bool = true;
}

#[test]
fn a_secret_can_be_neither_printed_nor_serialised() {
    const { assert!(Can::<String>::BE_PRINTED && Can::<String>::BE_SERIALISED, "a text can be both") };
    const { assert!(!Can::<Secret>::BE_PRINTED && !Can::<Secret>::BE_SERIALISED) };
    // It can be put into a message for developers, and says nothing there.
    let secret = Secret::from(SECRET);
    for said in [format!("{secret:?}"), format!("{secret:#?}"), format!("{:?}", Some(&secret))] {
        assert!(
            said.contains("REDACTED") && !said.as_bytes().windows(8).any(|w| *w == CANARY[..8]),
            "{said}"
        );
    }
}
