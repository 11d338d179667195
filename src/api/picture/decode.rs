//! What the file of a picture holds.

use std::io::Cursor;
use std::sync::Arc;

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::request::{Picture, Pixels};

/// The most pixels that are decoded.
const MOST_PIXELS: u64 = 40_000_000;

/// The most memory that decoding may take, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// The longest side of what is kept to be shown: more than half a row of the widest terminal.
const LONGEST_SIDE: u32 = 320;

/// Reads a picture out of its file.
///
/// # Errors
/// Says why there is none, as a clause.
pub(super) fn decode(file: &[u8]) -> Result<Picture, String> {
    let reader = || ImageReader::new(Cursor::new(file)).with_guessed_format().ok();
    let format = reader().and_then(|reader| reader.format());
    let word = match format {
        Some(ImageFormat::Png) => "PNG",
        Some(ImageFormat::Jpeg) => "JPEG",
        Some(ImageFormat::Gif) => "GIF",
        Some(ImageFormat::WebP) => "WebP",
        _ => return Err("what came is no PNG, JPEG, GIF or WebP image".to_owned()),
    };
    let damaged = || format!("the {word} file is damaged");
    let (width, height) = reader().and_then(|reader| reader.into_dimensions().ok()).ok_or_else(damaged)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("{width} × {height} pixels are too many to be shown"));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = reader().ok_or_else(damaged)?;
    reader.limits(limits);
    let image = reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => {
            format!("the {word} file of {width} × {height} pixels takes too much memory to be shown")
        }
        _ => damaged(),
    })?;
    let small = if width.max(height) > LONGEST_SIDE { image.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { image };
    let small = small.into_rgba8();
    let small = Pixels {
        width: usize::try_from(small.width()).unwrap_or_default(),
        height: usize::try_from(small.height()).unwrap_or_default(),
        rgba: Arc::from(small.into_raw()),
    };
    Ok(Picture { width, height, format: word, bytes: file.len(), small })
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbImage};

    use super::*;

    fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let image = RgbImage::from_pixel(width, height, image::Rgb([200, 100, 50]));
        DynamicImage::from(image).write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn figures_and_pixels_are_read() {
        for (format, word) in [
            (ImageFormat::Png, "PNG"),
            (ImageFormat::Jpeg, "JPEG"),
            (ImageFormat::Gif, "GIF"),
            (ImageFormat::WebP, "WebP"),
        ] {
            let file = file(format, 640, 20);
            let picture = decode(&file).unwrap();
            assert_eq!((picture.width, picture.height, picture.format, picture.bytes), (640, 20, word, file.len()));
            assert_eq!((picture.small.width, picture.small.height), (320, 10));
            let pixel = &picture.small.rgba[..4];
            let near = |wanted: [u8; 4]| pixel.iter().zip(wanted).all(|(got, wanted)| got.abs_diff(wanted) < 8);
            assert!(near([200, 100, 50, 255]), "{word}: {pixel:?}");
        }
        assert_eq!(decode(&file(ImageFormat::Png, 3, 2)).unwrap().small.width, 3, "a small one is not made larger");
    }

    #[test]
    fn what_is_no_picture_says_so() {
        for other in [&b""[..], b"<html>not found</html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM12345678"]
        {
            assert!(decode(other).unwrap_err().contains("is no PNG"), "{other:?}");
        }
    }

    #[test]
    fn a_damaged_file_says_so_wherever_it_breaks_off() {
        let whole = file(ImageFormat::Png, 40, 40);
        for length in 8..whole.len() - 12 {
            let error = decode(&whole[..length]).unwrap_err();
            assert_eq!(error, "the PNG file is damaged", "{length}");
        }
    }

    #[test]
    fn a_file_that_takes_too_much_memory_is_not_called_damaged() {
        let mut file = file(ImageFormat::Png, 1, 1);
        // 5900 × 5900 pixels of four colours in 16 bits each, which is 278 MB; the number of pixels alone would do.
        file[16..26].copy_from_slice(&[0, 0, 0x17, 0x0c, 0, 0, 0x17, 0x0c, 16, 6]);
        let sum = crc(&file[12..29]);
        file[29..33].copy_from_slice(&sum.to_be_bytes());
        let error = decode(&file).unwrap_err();
        assert_eq!(error, "the PNG file of 5900 × 5900 pixels takes too much memory to be shown");
    }

    #[test]
    fn a_small_file_of_a_huge_picture_is_not_unpacked() {
        let mut file = file(ImageFormat::Png, 1, 1);
        // Width and height stand at the beginning, and then their check sum.
        file[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let sum = crc(&file[12..29]);
        file[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(decode(&file).unwrap_err(), "30000 × 30000 pixels are too many to be shown");
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }
}
