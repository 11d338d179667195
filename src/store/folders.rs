//! The two folders that belong to this program: what people write, and what the program keeps for itself.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The name of both folders, below those that the system gives every program.
const NAME: &str = "offerdeck";

/// Where files go, by the customs of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// What people write and carry to other machines: `~/.config/offerdeck`, `~/Library/Application Support/offerdeck`,
    /// `%APPDATA%\offerdeck`.
    pub config: PathBuf,
    /// What is of this machine alone: `~/.local/state/offerdeck`, `~/Library/Application Support/offerdeck`,
    /// `%LOCALAPPDATA%\offerdeck`.
    pub state: PathBuf,
}

impl Folders {
    /// The folders of whoever runs this; `None` if nothing says where the home is.
    #[must_use]
    pub fn of_this_user() -> Option<Folders> {
        choose_native_strategy().ok().map(|strategy| Folders::by(&strategy))
    }

    /// The file of the profiles.
    #[must_use]
    pub fn profiles_file(&self) -> PathBuf {
        self.config.join("profiles.toml")
    }

    fn by(strategy: &impl BaseStrategy) -> Folders {
        // On macOS the crate names Preferences, which belongs to the system's own property lists.
        let config = if cfg!(target_os = "macos") { strategy.data_dir() } else { strategy.config_dir() };
        let state = strategy.state_dir().unwrap_or_else(|| {
            // On Windows the data roam from machine to machine, and tokens are not to travel.
            if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() }
        });
        Folders { config: config.join(NAME), state: state.join(NAME) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    struct Places {
        state: Option<PathBuf>,
    }

    impl BaseStrategy for Places {
        fn home_dir(&self) -> &Path {
            Path::new("/home/ann")
        }

        fn config_dir(&self) -> PathBuf {
            "/home/ann/config".into()
        }

        fn data_dir(&self) -> PathBuf {
            "/home/ann/data".into()
        }

        fn cache_dir(&self) -> PathBuf {
            "/home/ann/cache".into()
        }

        fn state_dir(&self) -> Option<PathBuf> {
            self.state.clone()
        }

        fn runtime_dir(&self) -> Option<PathBuf> {
            None
        }
    }

    #[test]
    fn both_folders_bear_the_programs_name() {
        let folders = Folders::by(&Places { state: Some("/home/ann/state".into()) });
        let config = if cfg!(target_os = "macos") { "/home/ann/data" } else { "/home/ann/config" };
        assert_eq!(folders.config, Path::new(config).join("offerdeck"));
        assert_eq!(folders.state, Path::new("/home/ann/state/offerdeck"));
        assert_eq!(folders.profiles_file(), folders.config.join("profiles.toml"));
    }

    #[test]
    fn a_system_without_a_folder_for_state_keeps_it_with_what_stays_on_the_machine() {
        let folders = Folders::by(&Places { state: None });
        let state = if cfg!(windows) { "/home/ann/cache" } else { "/home/ann/data" };
        assert_eq!(folders.state, Path::new(state).join("offerdeck"));
    }
}
