//! Access tokens that outlive the process, so that ten starts in an hour ask the token service once.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::private;
use crate::secret::Secret;

/// How much of a key stands in the name of its file, for people who look into the folder.
const LONGEST_NAME: usize = 60;

/// How far ahead of ours a clock may be that noted when a token came.
const CLOCK_DRIFT: SignedDuration = SignedDuration::from_mins(5);

/// The place of one access token on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCache {
    path: PathBuf,
    key: String,
}

/// A token with the time that it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedToken {
    /// The token.
    pub token: Secret,
    /// When it came.
    pub obtained: Timestamp,
    /// When it serves no longer.
    pub ends: Timestamp,
}

/// What the file says. The key is in it, so that two keys of the same file's name never share a token.
#[derive(Serialize, Deserialize)]
struct Line<T> {
    key: T,
    token: T,
    obtained: T,
    ends: T,
}

/// Keeps every other process, and every other holder in this one, from renewing the same token. Dropping it lets them.
#[derive(Debug)]
#[must_use = "the lock goes as soon as it is dropped"]
pub struct Lock {
    _file: File,
}

impl TokenCache {
    /// The place of the token that belongs to a key: all that a token depends on, and no secret.
    #[must_use]
    pub fn at(state_folder: &Path, key: &str) -> TokenCache {
        TokenCache { path: state_folder.join("tokens").join(format!("{}.json", name(key))), key: key.to_owned() }
    }

    /// The token, if there is one to be used. One that others can read is deleted; one that is over, damaged, or that
    /// came in the future (a clock was moved, so its end tells nothing) is left for the next one to replace.
    #[must_use]
    pub fn get(&self, now: Timestamp) -> Option<CachedToken> {
        let file = private::read(&self.path).ok()?;
        if file.exposed.is_some() {
            // If it can't be deleted, it is still not used.
            let _ = fs::remove_file(&self.path);
            return None;
        }
        let cached = self.parse(&file.text)?;
        let in_the_future = cached.obtained.duration_since(now) > CLOCK_DRIFT;
        (!in_the_future && now < cached.ends).then_some(cached)
    }

    /// Keeps a token in place of any other.
    ///
    /// # Errors
    ///
    /// When the system does not let us write the file.
    pub fn put(&self, cached: &CachedToken) -> io::Result<()> {
        let (obtained, ends) = (cached.obtained.to_string(), cached.ends.to_string());
        let line = Line { key: self.key.as_str(), token: cached.token.expose(), obtained: &obtained, ends: &ends };
        private::write(&self.path, &serde_json::to_vec(&line)?)
    }

    /// Deletes the token if it is this very one: another process may have put a newer one there. Between the look and
    /// the deletion it could still do so, unless the caller holds the lock.
    ///
    /// # Errors
    ///
    /// When the system does not let us delete the file.
    pub fn forget(&self, token: &Secret) -> io::Result<()> {
        let held = private::read(&self.path).ok().and_then(|file| self.parse(&file.text));
        if held.is_none_or(|held| held.token != *token) {
            return Ok(());
        }
        fs::remove_file(&self.path).or_else(|error| match error.kind() {
            // Somebody else forgot it first.
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })
    }

    /// Takes the lock; `None` if somebody else has it.
    ///
    /// # Errors
    ///
    /// When there can be no lock: the folder can't be written, or its file system knows none.
    pub fn try_lock(&self) -> io::Result<Option<Lock>> {
        let file = self.lock_file()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The file that is locked. It has no contents and is never deleted: who waits for it and who made it anew would both
    /// have a lock.
    fn lock_file(&self) -> io::Result<File> {
        private::lock_file(&self.path.with_extension("lock"))
    }

    fn parse(&self, text: &str) -> Option<CachedToken> {
        let line: Line<String> = serde_json::from_str(text).ok()?;
        let (obtained, ends) = (line.obtained.parse().ok()?, line.ends.parse().ok()?);
        let token = Secret::new(line.token);
        (line.key == self.key && !token.is_empty()).then_some(CachedToken { token, obtained, ends })
    }
}

/// The name of a key's file, the same in every version: what people know the key by, and a number for all of it.
fn name(key: &str) -> String {
    let mut name = String::new();
    for letter in key.split_once("://").map_or(key, |(_, rest)| rest).chars() {
        match letter {
            _ if name.len() == LONGEST_NAME => break,
            letter if letter.is_ascii_alphanumeric() => name.push(letter.to_ascii_lowercase()),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    format!("{}-{:016x}", name.trim_end_matches('-'), fnv(key.as_bytes()))
}

/// FNV-1a. The standard library's hashes may be others in its next version.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "https://ims-na1.adobelogin.com 1a2b3c openid,AdobeID";

    fn now() -> Timestamp {
        "2026-11-20T23:00:00Z".parse().unwrap()
    }

    fn after(seconds: i64) -> Timestamp {
        now() + SignedDuration::from_secs(seconds)
    }

    fn token(text: &str) -> CachedToken {
        CachedToken { token: Secret::from(text), obtained: now(), ends: after(86_399) }
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_token_is_found_until_it_ends() {
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        assert_eq!(cache.get(now()), None);
        cache.put(&token("first")).unwrap();
        cache.put(&token("second")).unwrap();
        assert_eq!(TokenCache::at(folder.path(), KEY).get(now()), Some(token("second")));
        assert_eq!(cache.get(after(86_398)), Some(token("second")));
        assert_eq!(cache.get(after(86_399)), None);
    }

    #[test]
    fn a_token_of_the_future_is_not_used_but_clocks_may_differ_a_little() {
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        cache.put(&token("token")).unwrap();
        assert_eq!(cache.get(after(-300)), Some(token("token")));
        assert_eq!(cache.get(after(-301)), None);
    }

    #[test]
    fn no_damage_is_taken_for_a_token() {
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        cache.put(&token("token")).unwrap();
        let whole = fs::read_to_string(&cache.path).unwrap();
        for damaged in [
            "",
            "null",
            &whole[..whole.len() - 1],
            &whole.replace("\"token\":\"token\"", "\"token\":\"\""),
            &whole.replace("2026", "last year"),
            &whole.replace("1a2b3c", "another"),
        ] {
            assert_ne!(damaged, whole);
            private::write(&cache.path, damaged.as_bytes()).unwrap();
            assert_eq!(cache.get(now()), None, "{damaged}");
        }
        cache.put(&token("token")).unwrap();
        assert_eq!(cache.get(now()), Some(token("token")));
    }

    #[test]
    fn only_the_very_token_is_forgotten() {
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        cache.forget(&Secret::from("new")).unwrap();
        cache.put(&token("new")).unwrap();
        cache.forget(&Secret::from("old")).unwrap();
        assert_eq!(cache.get(now()), Some(token("new")));
        cache.forget(&Secret::from("new")).unwrap();
        assert!(!cache.path.exists());
    }

    #[test]
    fn names_are_plain_stable_and_one_for_each_key() {
        assert_eq!(name(KEY), "ims-na1-adobelogin-com-1a2b3c-openid-adobeid-7d2871131432c34a");
        let keys = [KEY, "", "../../etc/passwd", "CON", "con", "a/b", "a b", "ключ", &"long ".repeat(100)];
        let mut names: Vec<String> = keys.into_iter().map(name).collect();
        for name in &names {
            assert!(name.len() <= LONGEST_NAME + 17, "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), keys.len());
    }

    #[test]
    fn fnv_is_the_one_that_was_published() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn one_holder_at_a_time_has_the_lock() {
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        let other = TokenCache::at(folder.path(), "another key");
        let held = cache.try_lock().unwrap().unwrap();
        assert!(cache.try_lock().unwrap().is_none());
        assert!(other.try_lock().unwrap().is_some());
        drop(held);
        let held = cache.try_lock().unwrap().unwrap();
        assert!(cache.try_lock().unwrap().is_none());
        drop(held);
    }

    #[cfg(unix)]
    #[test]
    fn what_others_could_have_read_is_deleted_and_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let cache = TokenCache::at(folder.path(), KEY);
        cache.put(&token("token")).unwrap();
        drop(cache.try_lock().unwrap().unwrap());
        for file in fs::read_dir(folder.path().join("tokens")).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::set_permissions(&cache.path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(cache.get(now()), None);
        assert!(!cache.path.exists());
    }
}
