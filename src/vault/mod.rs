//! Getting a secret from where a profile says it is.
