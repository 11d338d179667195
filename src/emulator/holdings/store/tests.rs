mod durability;

use std::sync::Arc;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use redb::StorageBackend;
use redb::backends::FileBackend;

use super::*;
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::object::Ids;
use crate::emulator::holdings::seed;

/// A directory of a test's own, gone with it.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("offerdeck-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The library's file.
    pub fn file(&self) -> PathBuf {
        self.0.join(FILE)
    }

    /// Makes this the directory of a library whose file holds these bytes.
    pub fn holding(bytes: &[u8]) -> Scratch {
        let scratch = Scratch::new();
        fs::write(scratch.file(), bytes).unwrap();
        scratch
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What happened to a file.
#[derive(Clone, Debug)]
pub enum Step {
    Length(u64),
    Write(u64, Vec<u8>),
    Sync,
}

impl Step {
    /// Does the same to the bytes of a copy.
    pub fn repeat(&self, bytes: &mut Vec<u8>) {
        match self {
            Step::Length(length) => bytes.resize(*length as usize, 0),
            Step::Write(offset, data) => {
                let offset = *offset as usize;
                bytes.resize(bytes.len().max(offset + data.len()), 0);
                bytes[offset..offset + data.len()].copy_from_slice(data);
            }
            Step::Sync => {}
        }
    }
}

/// A disk that tells all that happens to it, and that can be full.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<DiskState>>);

#[derive(Debug, Default)]
struct DiskState {
    steps: Vec<Step>,
    /// How many more steps succeed; all if `None`.
    left: Option<usize>,
    /// Whether the step behind them panics, instead of failing.
    panics: bool,
}

impl Disk {
    pub fn take_steps(&self) -> Vec<Step> {
        std::mem::take(&mut self.0.lock().unwrap().steps)
    }

    pub fn fail_after(&self, steps: usize) {
        self.0.lock().unwrap().left = Some(steps);
    }

    pub fn panic_after(&self, steps: usize) {
        let mut state = self.0.lock().unwrap();
        (state.left, state.panics) = (Some(steps), true);
    }

    fn step(&self, step: Step) -> io::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(!(state.panics && state.left == Some(0)), "the disk was told to panic");
        if let Some(left) = &mut state.left {
            *left = left.checked_sub(1).ok_or_else(|| io::Error::from(io::ErrorKind::StorageFull))?;
        }
        state.steps.push(step);
        Ok(())
    }
}

#[derive(Debug)]
struct Watched {
    file: FileBackend,
    disk: Disk,
}

impl StorageBackend for Watched {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.disk.step(Step::Length(length))?;
        self.file.set_len(length)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.step(Step::Sync)?;
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk.step(Step::Write(offset, data.to_vec()))?;
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}

/// The file of a library of another layout.
pub(super) fn change_layout(file: &Path, layout: u64) {
    let database = builder().open(file).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(META).unwrap().insert("layout", layout).unwrap();
    transaction.commit().unwrap();
}

/// A file of redb's that holds no library.
pub(super) fn make_foreign(file: &Path) {
    drop(builder().create(file).unwrap());
}

impl Store {
    /// Puts the file on a disk that is watched, until it is opened anew.
    pub fn watch(&mut self) -> Disk {
        let disk = Disk::default();
        self.database = None;
        let file = File::options().read(true).write(true).open(&self.file).unwrap();
        let backend = Watched { file: FileBackend::new(file).unwrap(), disk: disk.clone() };
        self.database = Some(builder().create_with_backend(backend).unwrap());
        disk
    }
}

#[test]
fn an_object_is_read_as_it_was_written() {
    let sandboxes = seed::sandboxes(Some(200), 0, &mut Ids::default()).unwrap();
    let mut authors = record::Authors::default();
    for entry in &KINDS {
        for object in sandboxes[0].shelf(entry.kind).objects() {
            for form in [crate::emulator::holdings::shape::Form::Dps, crate::emulator::holdings::shape::Form::Xcore] {
                let object = Object { form, ..object.clone() };
                let at = Address { sandbox: 0, kind: object.kind, instance: object.instance };
                let bytes = record::encode(&object);
                let read = record::decode(at, &bytes, &mut authors).unwrap();
                assert_eq!(format!("{read:?}"), format!("{object:?}"));
                for end in (0..bytes.len()).step_by(7) {
                    assert!(record::decode(at, &bytes[..end], &mut authors).is_none(), "{end} bytes");
                }
                let longer = [bytes.as_slice(), b"x"].concat();
                assert!(record::decode(at, &longer, &mut authors).is_none());
            }
        }
    }
    let people = authors.values().map(HashMap::len).sum::<usize>();
    assert!(people < 10, "each author is kept once, not {people} times");
}

#[test]
fn a_key_leads_back_to_its_address() {
    for entry in &KINDS {
        let at = Address { sandbox: 1, kind: entry.kind, instance: u128::MAX };
        assert_eq!(address(key(at)), Some(at));
    }
    assert_eq!(address((0, KINDS.len() as u8, 0)), None);
    assert_ne!(key(Address { sandbox: 0, kind: Kind::Rule, instance: 0 }).1, Kind::Decision as u8);
}
