//! The process dies at every durable effect of every story, one after the other; the next start
//! knows what is unfinished, loses no secret, and both finishes and removes without a trace.

mod by_hand;
mod by_latchkey;
mod damage;
mod dying;
