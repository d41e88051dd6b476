//! Trees and histories of real repositories, made on the spot: against git itself, odd ones, hostile ones.

#![cfg(unix)]

mod cache;
mod checkout;
mod compare;
mod files;
mod history;
mod hostile;
mod index;
mod known;
mod odd;
mod same;
mod support;
