//! End-to-end tests of the `seamline` command.
