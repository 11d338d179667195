//! Where a picture lies, and what came of fetching it.

use std::fmt;
use std::sync::Arc;

use reqwest::Url;

use super::Exchange;

/// The longest address that is fetched from: one that is longer could not be shown whole before.
const LONGEST: usize = 1_000;

/// Where a picture lies. What is shown of it is what will be asked for, to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureAddress {
    url: Url,
}

impl PictureAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// Says why nothing is fetched from there, to be put after "The address of the image".
    pub fn parse(text: &str) -> Result<PictureAddress, String> {
        let url = Url::parse(text.trim()).map_err(|error| format!("can't be read: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("begins with neither http:// nor https://".to_owned());
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("names no host".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("holds a user name or a password".to_owned());
        }
        if url.as_str().len() > LONGEST {
            return Err(format!("is longer than {LONGEST} characters"));
        }
        Ok(PictureAddress { url })
    }

    /// The address of a redirect that was met here.
    ///
    /// # Errors
    /// As [`PictureAddress::parse`].
    pub fn redirected(&self, location: &str) -> Result<PictureAddress, String> {
        let url = self.url.join(location).map_err(|error| format!("can't be read: {error}"))?;
        PictureAddress::parse(url.as_str())
    }

    /// The whole of it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The host that is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

/// A picture that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What its file is called by people: `PNG`.
    pub format: &'static str,
    /// The size of its file in bytes.
    pub bytes: usize,
    /// A smaller one of it, to be shown.
    pub small: Pixels,
}

impl fmt::Display for Picture {
    /// Its figures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}, {}, ", self.width, self.height, self.format)?;
        match self.bytes {
            bytes @ 0..1000 => write!(f, "{bytes} bytes"),
            bytes => write!(f, "{} kB", (bytes + 500) / 1000),
        }
    }
}

/// Pixels, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// How many stand in a row.
    pub width: usize,
    /// How many rows there are.
    pub height: usize,
    /// Red, green, blue and how much it covers, of each.
    pub rgba: Arc<[u8]>,
}

impl fmt::Debug for Pixels {
    /// Its size; nobody reads thousands of numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pixels({} × {})", self.width, self.height)
    }
}

/// What came of fetching a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchedPicture {
    /// The picture, or why there is none, as a clause.
    pub result: Result<Arc<Picture>, String>,
    /// What to enter in the log.
    pub exchange: Exchange,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_what_will_be_asked_for() {
        let address = PictureAddress::parse(" https://IMG.example:443\\@evil.example/a b.png ").unwrap();
        assert_eq!(address.url().as_str(), "https://img.example/@evil.example/a%20b.png");
        assert_eq!(address.host(), "img.example");
        assert_eq!(PictureAddress::parse("http://0x7f.1/").unwrap().host(), "127.0.0.1");
        let next = address.redirected("//cdn.example/x").unwrap();
        assert_eq!(next.url().as_str(), "https://cdn.example/x");
        assert!(next.redirected("file:///etc/passwd").is_err());
    }

    #[test]
    fn from_some_addresses_nothing_is_fetched() {
        for (text, why) in [
            ("hero.png", "can't be read"),
            ("ftp://img.example/a.png", "neither http"),
            ("data:image/png;base64,AA==", "neither http"),
            ("https://me@img.example/", "a user name"),
            ("https://:word@img.example/", "a password"),
            ("https://", "can't be read"),
            (&format!("https://img.example/{}", "x".repeat(1_000)), "longer"),
        ] {
            let error = PictureAddress::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn figures_are_told_in_short() {
        let small = Pixels { width: 0, height: 0, rgba: Arc::from([]) };
        let picture = Picture { width: 1200, height: 628, format: "PNG", bytes: 84_499, small };
        assert_eq!(picture.to_string(), "1200 × 628, PNG, 84 kB");
        assert_eq!(Picture { bytes: 67, ..picture }.to_string(), "1200 × 628, PNG, 67 bytes");
    }
}
