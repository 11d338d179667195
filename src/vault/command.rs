//! A secret that a command prints: `op read ...`, `pass show ...`.

use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::{join, maybe_done};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::VaultError;
use super::words::{self, shown};
use crate::secret::{LONGEST, Redactor, Secret};

/// How long a command may take: a person may have to put a finger on a sensor first.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// How much is kept of what a command says beside it.
const MOST_SAID: usize = 16 << 10;

/// How long what a command printed last may be on its way to us when the command has ended. Whoever it left behind may
/// have its output open for ever.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// How long a killed command may take to be gone; after that, nobody waits for it.
const BURIAL: Duration = Duration::from_secs(1);

/// The first line that a command prints, without the blanks around it. The command and all that it started are killed
/// when the time is up, or when nobody waits for the answer any more.
pub(super) async fn run(command: &str, limit: Duration) -> Result<Secret, VaultError> {
    let name = words::command(command);
    let not_started = |reason: String| VaultError::NotStarted { command: name.clone(), reason };
    let mut child = shell(command).spawn().map_err(|error| not_started(error.to_string()))?;
    let mut group = Group::of(&child);
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(not_started("its output can't be read".to_owned()));
    };
    let (mut printed, mut said) = (Vec::new(), Vec::new());
    let status = {
        let reading = join(keep(stdout, &mut printed, LONGEST + 1), keep(stderr, &mut said, MOST_SAID));
        let mut reading = pin!(maybe_done(reading));
        let ended = timeout(limit, async {
            // While we wait for its end we read: a full pipe would stop it.
            tokio::select! {
                status = child.wait() => status,
                () = &mut reading => child.wait().await,
            }
        });
        let Ok(ended) = ended.await else {
            group.kill();
            let _ = timeout(BURIAL, child.wait()).await;
            return Err(VaultError::TooSlow { command: name, seconds: limit.as_secs() });
        };
        // The system may give its number to others now. What a command leaves behind on purpose, such as an agent, stays.
        group.let_go();
        let _ = timeout(LAST_WORDS, reading).await;
        ended.map_err(|error| not_started(error.to_string()))?
    };
    judge(command, name, status, &printed, &said)
}

/// What to make of a command that has ended.
fn judge(command: &str, name: String, status: ExitStatus, printed: &[u8], said: &[u8]) -> Result<Secret, VaultError> {
    if !status.success() {
        let status = status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"));
        let said = match shown(&without_secrets(command, printed, said)) {
            nothing if nothing.is_empty() => "saying nothing".to_owned(),
            words => format!("saying \"{words}\""),
        };
        return Err(VaultError::Failed { command: name, status, said });
    }
    let line = printed.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.len() > LONGEST {
        return Err(VaultError::LongLine(name));
    }
    let Ok(line) = str::from_utf8(line) else { return Err(VaultError::NotText(name)) };
    words::tidy(&name, line).map_err(|error| match error {
        VaultError::Empty(name) => VaultError::NothingPrinted(name),
        error => error,
    })
}

/// What a command said, without what may be the secret: what it printed, and a command that is a single word.
fn without_secrets(command: &str, printed: &[u8], said: &[u8]) -> String {
    let redactor = Redactor::default();
    let printed = String::from_utf8_lossy(printed);
    let single = Some(command.trim()).filter(|command| !command.contains(char::is_whitespace));
    for text in printed.lines().chain(single) {
        redactor.learn(&Secret::from(text.trim()));
    }
    redactor.clean(&String::from_utf8_lossy(said)).into_owned()
}

/// The command, to be run by the system's shell.
fn shell(command: &str) -> Command {
    #[cfg(unix)]
    let mut shell = {
        let mut shell = Command::new("sh");
        // A group of its own can be killed as a whole, and a ctrl-c at the terminal does not reach it.
        shell.arg("-c").arg(command).process_group(0);
        shell
    };
    #[cfg(windows)]
    let mut shell = {
        let mut shell = Command::new("cmd");
        // As it stands: this shell has its own rules for quotes.
        shell.raw_arg(format!("/S /C \"{command}\""));
        shell
    };
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    shell
}

/// Reads a pipe to its end and keeps its beginning. The rest is read, too, so that nobody waits for room in it.
async fn keep(mut pipe: impl AsyncRead + Unpin, kept: &mut Vec<u8>, most: usize) {
    let mut chunk = vec![0; 4 << 10];
    // A pipe that breaks has ended.
    while let Ok(count @ 1..) = pipe.read(&mut chunk).await {
        let room = most - kept.len();
        kept.extend(chunk.iter().take(count.min(room)));
    }
}

/// A command with all that it started. Dropped before the command has ended, it kills them. Windows knows no such groups:
/// there, the shell alone is killed, with the `Child`.
struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    #[cfg(unix)]
    fn of(child: &Child) -> Group {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Group { leader: id.and_then(rustix::process::Pid::from_raw) }
    }

    #[cfg(not(unix))]
    fn of(_: &Child) -> Group {
        Group {}
    }

    fn let_go(&mut self) {
        #[cfg(unix)]
        {
            self.leader = None;
        }
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader.take() {
            // If it fails they are gone.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::path::PathBuf;
    use std::thread::{self, JoinHandle};

    use tokio::sync::oneshot;

    use super::*;

    async fn says(command: &str) -> String {
        run(command, LIMIT).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn the_first_line_is_the_secret() {
        for command in [
            "echo s3cret",
            "printf ' s3cret\\r\\nmore\\n'",
            "printf s3cret",
            "echo s3cret; echo warning >&2",
            "echo 's3cret'",
        ] {
            assert_eq!(run(command, LIMIT).await, Ok(Secret::from("s3cret")), "{command}");
        }
    }

    #[tokio::test]
    async fn a_command_has_our_environment_and_nothing_to_read() {
        let path = std::env::var("PATH").unwrap();
        assert_eq!(run("cat; echo \"$PATH\"", LIMIT).await, Ok(Secret::new(path)));
    }

    #[tokio::test]
    async fn a_failure_is_told_with_code_and_first_words() {
        assert_eq!(
            says("printf '\\n not \\033signed in\\nmore\\n' >&2; exit 3").await,
            "the profile's command `printf …` failed with exit code 3, saying \"not \\u{1b}signed in\": run it in a shell to \
             see what it needs"
        );
        assert_eq!(
            says("(exit 1)").await,
            "the profile's command failed with exit code 1, saying nothing: run it in a shell to see what it needs"
        );
        assert!(says("kill -9 $$").await.contains("failed with signal: 9"));
    }

    #[tokio::test]
    async fn what_may_be_the_secret_is_taken_out_of_a_commands_words() {
        let said = says("echo p8e-very-secret; echo 'refused: p8e-very-secret' >&2; exit 1").await;
        assert!(said.contains("saying \"refused: (secret)\""), "{said}");
        let said = says("p8e-very-secret").await;
        assert!(said.contains("(secret)") && !said.contains("p8e"), "{said}");
    }

    #[tokio::test]
    async fn what_is_no_secret_is_refused() {
        for (command, error) in [
            ("true", VaultError::NothingPrinted("the profile's command".to_owned())),
            ("printf '\\nsecret'", VaultError::NothingPrinted("the profile's command `printf …`".to_owned())),
            ("printf 'a\\033[1mb'", VaultError::Unfit("the profile's command `printf …`".to_owned())),
            ("printf '\\377'", VaultError::NotText("the profile's command `printf …`".to_owned())),
        ] {
            assert_eq!(run(command, LIMIT).await, Err(error), "{command}");
        }
    }

    #[tokio::test]
    async fn a_line_is_read_to_its_bound_and_what_comes_after_is_of_no_concern() {
        let line = |length: usize| format!("head -c {length} /dev/zero | tr '\\0' a; echo; head -c 300000 /dev/zero");
        let secret = run(&line(LONGEST), LIMIT).await.unwrap();
        assert_eq!(secret.expose().len(), LONGEST);
        let name = "the profile's command `head …`".to_owned();
        assert_eq!(run(&line(LONGEST + 1), LIMIT).await, Err(VaultError::LongLine(name)));
        let chatty = "head -c 300000 /dev/zero >&2; echo s3cret";
        assert_eq!(run(chatty, LIMIT).await, Ok(Secret::from("s3cret")));
    }

    #[tokio::test]
    async fn who_is_left_behind_with_the_output_open_holds_nobody_up() {
        // The limit is shorter than the sleep: waiting for the end of the output would be too slow.
        let secret = run("sleep 30 & echo s3cret", Duration::from_secs(20)).await;
        assert_eq!(secret, Ok(Secret::from("s3cret")));
    }

    /// A named pipe that processes have open for writing. It ends when the last of them does.
    struct Held {
        _folder: tempfile::TempDir,
        path: PathBuf,
        opened: oneshot::Receiver<()>,
        ended: JoinHandle<()>,
    }

    fn held() -> Held {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let (sender, opened) = oneshot::channel();
        let read = path.clone();
        let ended = thread::spawn(move || {
            let mut pipe = File::open(read).unwrap();
            sender.send(()).unwrap();
            pipe.read_to_end(&mut Vec::new()).unwrap();
        });
        Held { _folder: folder, path, opened, ended }
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_killed_with_all_that_it_started() {
        let held = held();
        let command = format!("(sleep 1000; true) >{} & wait", held.path.display());
        let error = run(&command, Duration::from_millis(1500)).await.unwrap_err();
        assert_eq!(error, VaultError::TooSlow { command: "the profile's command".to_owned(), seconds: 1 });
        // On a machine so slow that the shell came to nothing, the reader would wait for a first writer.
        drop(File::options().read(true).write(true).open(&held.path).unwrap());
        held.ended.join().unwrap();
    }

    #[tokio::test]
    async fn a_command_that_nobody_waits_for_is_killed_with_all_that_it_started() {
        let held = held();
        let command = format!("(sleep 1000; true) >{} & wait", held.path.display());
        let running = tokio::spawn(async move { run(&command, LIMIT).await });
        held.opened.await.unwrap();
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        held.ended.join().unwrap();
    }
}
