//! The command `offerdeck`.

fn main() {}
