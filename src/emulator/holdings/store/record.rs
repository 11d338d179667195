//! An object as the bytes of one value: numbers first, in little-endian order, then texts, each behind its length.

use std::collections::HashMap;
use std::sync::Arc;

use crate::emulator::holdings::object::{Address, Author, Object};
use crate::emulator::holdings::shape::Form;

/// The authors that were read, by user and client.
pub(super) type Authors = HashMap<String, HashMap<String, Arc<Author>>>;

/// Keeps one author's name once, however many objects bear it.
fn intern(authors: &mut Authors, user: &str, client: &str) -> Arc<Author> {
    let made = || Arc::new(Author { user: user.to_owned(), client: client.to_owned() });
    let clients = match authors.get_mut(user) {
        Some(clients) => clients,
        None => authors.entry(user.to_owned()).or_default(),
    };
    match clients.get(client) {
        Some(author) => Arc::clone(author),
        None => Arc::clone(clients.entry(client.to_owned()).or_insert_with(made)),
    }
}

/// Kind and instance id are the key's.
pub(super) fn encode(object: &Object) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(object.body.len() + 256);
    bytes.push(match object.form {
        Form::Dps => 0,
        Form::Xcore => 1,
    });
    bytes.extend(object.created.to_le_bytes());
    bytes.extend(object.modified.to_le_bytes());
    bytes.extend(object.etag.to_le_bytes());
    for text in [
        object.id.as_ref(),
        &object.created_by.user,
        &object.created_by.client,
        &object.modified_by.user,
        &object.modified_by.client,
        &object.name,
        &object.status,
        &object.body,
    ] {
        // A body is at most some hundred kilobytes long.
        bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// `None` for bytes that no object has.
pub(super) fn decode(at: Address, mut bytes: &[u8], authors: &mut Authors) -> Option<Object> {
    let form = match take::<1>(&mut bytes)? {
        [0] => Form::Dps,
        [1] => Form::Xcore,
        _ => return None,
    };
    let created = i64::from_le_bytes(take(&mut bytes)?);
    let modified = i64::from_le_bytes(take(&mut bytes)?);
    let etag = u64::from_le_bytes(take(&mut bytes)?);
    let mut text = || -> Option<&str> {
        let length = u32::from_le_bytes(take(&mut bytes)?);
        let (text, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
        bytes = rest;
        str::from_utf8(text).ok()
    };
    let id = text()?.into();
    let created_by = intern(authors, text()?, text()?);
    let modified_by = intern(authors, text()?, text()?);
    let (name, status, body) = (text()?.into(), text()?.into(), text()?.into());
    let Address { kind, instance, .. } = at;
    let object =
        Object { kind, id, instance, form, body, name, status, created, modified, etag, created_by, modified_by };
    bytes.is_empty().then_some(object)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
