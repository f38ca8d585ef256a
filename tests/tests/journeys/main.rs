//! Whole set-ups by hand with the practice HaloPSA, from the address to the proof. After every one of them
//! the keychain holds exactly the entries that are referenced, no file holds a secret, and nothing is
//! reported to work that HaloPSA's own state contradicts.

mod creating;
mod creations;
mod creation_ends;
mod dialects;
mod ends;
mod entries;
mod field;
mod interrupted_ends;
mod limits;
mod network;
mod on_the_way;
mod pairs;
mod products;
mod random_requests;
mod reach;
mod several;
mod odd_answers;
mod refused;
mod requested_twice;
mod requests;
mod shared_sign_in;
mod signing_in;
mod stories;
