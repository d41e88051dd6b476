//! End-to-end tests: the program, the samples, the literate cases, and the shape of the workspace.

mod cache;
mod cases;
mod check;
mod check_forms;
mod check_rules;
mod check_staged;
mod command;
mod decisions;
mod everything;
mod export;
mod house;
mod layers;
mod parts;
mod plan;
mod pull_requests;
mod reach;
mod readme;
mod serve;
mod trend;
mod validate;
