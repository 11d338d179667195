//! With what the screen begins: a connection, the list of profiles, the guided form, or a word on what is missing.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};
use jiff::tz::TimeZone;

use crate::api::{Client, Connection, Credentials, Missing, Route, Unfit};
use crate::app::{Settings, Start};
use crate::domain::Generation;
use crate::emulator::{self, Emulator};
use crate::profile::{self, Profile, Reading, Severity};
use crate::runtime::{Connect, Connected, Outside, Paths};
use crate::screens::profiles::ProfileLine;
use crate::secret::Redactor;
use crate::store::{self, Folders, ReadError, Site};
use crate::widgets::Theme;

use super::reach::SECRET_VARIABLE;
use super::{Cli, Reach};

/// With what the screen begins.
pub enum Beginning {
    /// With this.
    Screen(Box<Connected>, Box<Outside>),
    /// Not at all: this is missing or wrong.
    Refused(String),
}

/// Decides with what the screen begins.
///
/// # Errors
/// Where the demo's server can't be started.
pub fn begin(cli: &Cli, redactor: &Redactor) -> Result<Beginning> {
    if cli.demo {
        return demo(cli, redactor);
    }
    let paths = paths(cli.reach.config.named());
    let file = match File::read(&paths.profiles) {
        Ok(file) => file,
        Err(message) => return Ok(Beginning::Refused(message)),
    };
    let layer = cli.reach.layer(secret_is_set());
    let outside = Box::new(Outside {
        fault: None,
        connect: connector(&paths, redactor, layer.clone()),
        paths: paths.clone(),
        redactor: redactor.clone(),
    });
    let profile = match file.choose(cli.reach.named().as_deref()) {
        Ok(Choice::Profile(profile)) => profile.clone(),
        Ok(Choice::Several) if Connection::of(&layer, None).is_err() => {
            return Ok(Beginning::Screen(Box::new(unconnected(Start::Profiles, &file, layer)), outside));
        }
        Ok(Choice::None) if !signs_in_somehow(&layer) && is_interactive() => {
            return Ok(Beginning::Screen(Box::new(unconnected(Start::Setup, &file, layer)), outside));
        }
        Ok(Choice::Several | Choice::None) => Profile::default(),
        Err(message) => return Ok(Beginning::Refused(message)),
    };
    Ok(match connect(&layer.over(profile), &file, &paths, redactor) {
        Ok(connected) => Beginning::Screen(Box::new(connected), outside),
        Err(message) => Beginning::Refused(message),
    })
}

/// The demo: the same program on a server of its own.
fn demo(cli: &Cli, redactor: &Redactor) -> Result<Beginning> {
    let offers = cli.demo_offers.and_then(|number| usize::try_from(number).ok());
    let settings = emulator::Settings { offers, ..emulator::Settings::default() };
    let emulator = Emulator::start(settings).wrap_err("the demo's server can't listen on this machine")?;
    let generation = cli.reach.api.0.unwrap_or_default();
    let connection = Connection {
        platform_url: emulator.base_url().to_owned(),
        generation,
        credentials: Credentials::token(emulator.access_token()),
        api_key: emulator.api_key().to_owned(),
        org_id: emulator.org_id().to_owned(),
        route: Route { first_byte: DEMO_PATIENCE, whole: DEMO_PATIENCE, ..Route::default() },
    };
    let fault = move |spec: &str| emulator.set_fault(spec).map_err(|error| error.to_string());
    let mut settings = settings_of(&cli.reach.layer(false), &connection);
    settings.demo = true;
    let connected = Connected {
        settings,
        client: Some(Client::new(connection, redactor.clone())),
        profiles: Vec::new(),
        prefill: Profile::default(),
        notice: None,
    };
    // The demo leaves no traces.
    let paths = Paths { state: None, ..paths(cli.reach.config.named()) };
    let connect = Box::new(|_: &str| Err("The demo knows no profiles: start offerdeck without --demo.".to_owned()));
    let outside = Outside { fault: Some(Box::new(fault)), connect, paths, redactor: redactor.clone() };
    Ok(Beginning::Screen(Box::new(connected), Box::new(outside)))
}

/// How long the demo waits for its own server: what hangs there, hangs because somebody asked for it.
const DEMO_PATIENCE: Duration = Duration::from_secs(10);

/// A screen that is not connected yet.
fn unconnected(start: Start, file: &File, prefill: Profile) -> Connected {
    let settings = Settings { start, theme: theme(), ..Settings::new(Generation::Dps, "") };
    Connected { settings, client: None, profiles: file.lines(), prefill, notice: file.warnings() }
}

fn theme() -> Theme {
    let [no_color, colorterm] = ["NO_COLOR", "COLORTERM"].map(std::env::var_os);
    Theme::from_env(no_color.as_deref(), colorterm.as_deref())
}

/// The settings that belong to a connection.
fn settings_of(profile: &Profile, connection: &Connection) -> Settings {
    let theme = profile.accent.map_or_else(theme, |accent| theme().with_accent(accent));
    Settings {
        profile: Some(profile.name.clone()).filter(|name| !name.is_empty()),
        scope: profile.place(connection.generation),
        preferred_sandbox: profile.sandbox.clone(),
        mode: profile.mode,
        theme,
        zone: TimeZone::system(),
        ..Settings::new(connection.generation, connection.host())
    }
}

/// Everything that the screen needs to work with a profile.
fn connect(profile: &Profile, file: &File, paths: &Paths, redactor: &Redactor) -> Result<Connected, String> {
    if let Some(danger) = file.danger() {
        return Err(danger);
    }
    let connection = Connection::of(profile, paths.state.as_deref()).map_err(|unfit| explain(&unfit, &profile.name))?;
    let mut settings = settings_of(profile, &connection);
    settings.checks = file.reading.checks.clone();
    settings.kept_under = paths.state.as_ref().map(|_| Site::new(&connection.platform_url, &connection.org_id));
    let unkept = (paths.state.is_none()).then(|| {
        "This system has no folder for what is to be kept: drafts, trash and journal end with the program.".to_owned()
    });
    let notice: Vec<String> = file.warnings().into_iter().chain(unkept).collect();
    let notice = (!notice.is_empty()).then(|| notice.join("\n"));
    let client = Some(Client::new(connection, redactor.clone()));
    Ok(Connected { settings, client, profiles: file.lines(), prefill: Profile::default(), notice })
}

/// Connects by a profile's name. Flags and variables are for the profile that the program starts with, which may be one
/// that is picked or made first; whatever is gone over to later counts as the file has it.
fn connector(paths: &Paths, redactor: &Redactor, layer: Profile) -> Connect {
    let (paths, redactor) = (paths.clone(), redactor.clone());
    let layer = RefCell::new(Some(layer));
    Box::new(move |name| {
        let file = File::read(&paths.profiles)?;
        match file.choose(Some(name))? {
            Choice::Profile(profile) => {
                let first = layer.borrow().clone().unwrap_or_default();
                let connected = connect(&first.over(profile.clone()), &file, &paths, &redactor)?;
                layer.take();
                Ok(connected)
            }
            Choice::Several | Choice::None => Err(format!("There is no profile \"{name}\".")),
        }
    })
}

/// Whether flags and variables say at least something about signing in.
fn signs_in_somehow(layer: &Profile) -> bool {
    layer.access_token.is_some() || layer.secret.is_some() || layer.client_id.is_some() || layer.organisation.is_some()
}

/// The mode bits by which group or others may write.
const WRITABLE_BY_OTHERS: u32 = 0o022;

fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Whether the variable of the client secret holds something.
pub(super) fn secret_is_set() -> bool {
    std::env::var_os(SECRET_VARIABLE).is_some_and(|value| !value.is_empty())
}

/// Where the files are: the profiles as asked, else in the user's own folders.
pub(super) fn paths(config: Option<&Path>) -> Paths {
    let folders = Folders::of_this_user();
    let profiles = config.map(Path::to_path_buf).or_else(|| folders.as_ref().map(Folders::profiles_file));
    Paths {
        profiles: profiles.unwrap_or_else(|| PathBuf::from("profiles.toml")),
        state: folders.map(|folders| folders.state),
    }
}

/// The file of profiles as it was read.
pub(super) struct File {
    path: PathBuf,
    pub(super) reading: Reading,
    /// The mode bits, where they let others in.
    exposed: Option<u32>,
}

/// Which profile is meant.
pub(super) enum Choice<'a> {
    /// This one.
    Profile(&'a Profile),
    /// There are several, and nothing says which.
    Several,
    /// There is none.
    None,
}

impl File {
    /// Reads the file; a file that is not there holds no profiles.
    ///
    /// # Errors
    /// Says in a sentence why it can't be read.
    pub(super) fn read(path: &Path) -> Result<File, String> {
        let (text, exposed) = match store::private::read(path) {
            Ok(file) => (file.text, file.exposed),
            Err(ReadError::Missing(_)) => (String::new(), None),
            Err(error) => return Err(error.to_string()),
        };
        Ok(File { path: path.to_path_buf(), reading: profile::read(&text), exposed })
    }

    /// Why the file must not be used as it lies there: others may read a secret in it, or change where secrets go.
    pub(super) fn danger(&self) -> Option<String> {
        let mode = self.exposed?;
        let path = self.path.display();
        let signs_in = |profile: &Profile| profile.secret.is_some() || profile.access_token.is_some();
        let what = if self.reading.has_plain_secret {
            "holds a secret and can be read by others"
        } else if mode & WRITABLE_BY_OTHERS != 0 && self.reading.profiles.iter().any(signs_in) {
            "says where secrets go and can be changed by others"
        } else {
            return None;
        };
        Some(format!(
            "{path} {what} (mode {mode:o}). Close it with: chmod 600 '{path}'. If somebody may have read the secret, make \
             a new one in the Developer Console."
        ))
    }

    /// Reads the file; where it was named, it must be there.
    ///
    /// # Errors
    /// As [`File::read`].
    pub(super) fn read_named(path: &Path, named: Option<&Path>) -> Result<File, String> {
        match named {
            Some(named) if !named.exists() => Err(format!("{} is not there", named.display())),
            _ => File::read(path),
        }
    }

    /// The profile that is meant: the one named, else the default, else the only one.
    ///
    /// # Errors
    /// Where the one that is meant is not there, or has something wrong: each finding with file and line.
    pub(super) fn choose(&self, named: Option<&str>) -> Result<Choice<'_>, String> {
        let profiles = &self.reading.profiles;
        let name = named.or(self.reading.default.as_deref());
        let found = match name {
            Some(name) => profiles.iter().find(|profile| profile.name == name),
            None if profiles.len() == 1 && self.errors().is_empty() => profiles.first(),
            None => None,
        };
        match (found, name) {
            (Some(profile), _) => Ok(Choice::Profile(profile)),
            (None, Some(name)) if self.errors().is_empty() => {
                let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
                let known = match names.as_slice() {
                    [] => format!("{} holds none", self.path.display()),
                    names => format!("there are {}", names.join(", ")),
                };
                Err(format!("There is no profile \"{name}\": {known}."))
            }
            (None, _) if !self.errors().is_empty() => Err(self.errors()),
            (None, _) => Ok(if profiles.is_empty() { Choice::None } else { Choice::Several }),
        }
    }

    fn findings(&self, severity: Severity) -> String {
        let of_this = self.reading.findings.iter().filter(|finding| finding.severity == severity);
        of_this.map(|finding| finding.in_file(self.path.display())).collect::<Vec<_>>().join("\n")
    }

    /// Every error with its place, a line each.
    pub(super) fn errors(&self) -> String {
        self.findings(Severity::Error)
    }

    /// Every warning with its place, a line each.
    pub(super) fn cautions(&self) -> String {
        self.findings(Severity::Warning)
    }

    /// Every warning with its place, and the errors of profiles that are left out.
    pub(super) fn warnings(&self) -> Option<String> {
        let all: Vec<String> = [self.errors(), self.cautions()].into_iter().filter(|text| !text.is_empty()).collect();
        (!all.is_empty()).then(|| all.join("\n"))
    }

    pub(super) fn lines(&self) -> Vec<ProfileLine> {
        self.reading.profiles.iter().map(ProfileLine::from).collect()
    }
}

/// The profile that flags, variables and file come to together, for commands that need no screen.
///
/// # Errors
/// What is missing or wrong, in sentences.
pub(super) fn resolve(reach: &Reach, file: &File) -> Result<Profile, String> {
    let layer = reach.layer(secret_is_set());
    match file.choose(reach.named().as_deref())? {
        Choice::Profile(profile) => Ok(layer.over(profile.clone())),
        Choice::Several if Connection::of(&layer, None).is_err() => {
            let names: Vec<&str> = file.reading.profiles.iter().map(|profile| profile.name.as_str()).collect();
            Err(format!("Which profile? Name one with --profile: {}.", names.join(", ")))
        }
        Choice::Several | Choice::None => Ok(layer),
    }
}

/// What is missing or wrong, with the way to set it.
pub(super) fn explain(unfit: &Unfit, profile: &str) -> String {
    let missing = match unfit {
        Unfit::Wrong(message) => return format!("offerdeck can't reach a library: {message}"),
        Unfit::Missing(missing) => missing,
    };
    let mut text = String::from("offerdeck can't reach a library yet. Missing:\n");
    for Missing { what, member, variable, flag } in missing {
        let by_flag = if flag.is_empty() { String::new() } else { format!(" or pass {flag}") };
        let in_file =
            if profile.is_empty() { String::new() } else { format!(", or `{member}` in the profile \"{profile}\"") };
        // Writing to a text never fails.
        let _ = writeln!(text, "  {what:<17} set {variable}{by_flag}{in_file}");
    }
    text.push_str(
        "They stand in the Adobe Developer Console, in a project with an OAuth server-to-server credential.\nIts JSON makes \
         a profile: offerdeck profile import FILE. Or run offerdeck in a terminal without any of them: a form helps.\nTo \
         look around: offerdeck --demo",
    );
    text
}
