//! End-to-end tests: the program, the samples, the literate cases, and the shape of the workspace.

mod layers;
