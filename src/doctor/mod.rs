//! What stands between this machine and a library, step by step.
