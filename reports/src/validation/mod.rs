//! A validation out: versioned JSON, text and a page of its own, all rendered from one [`Validation`] document.
//!
//! The page speaks the language of the report (same style sheet, same words) and keeps its rules: one file, no request,
//! hashes in the content security policy, readable without scripts, every foreign text made visible and escaped.

mod build;
mod chart;
mod html;
mod json;
mod live;
mod text;
mod v1;
mod view;

pub use html::html;
pub use json::json;
pub use text::text;
pub use v1::*;

#[cfg(test)]
mod sample;
