//! The rules of pgreach.
