//! A picture out of half blocks: each cell shows two pixels, one above the other, so that any terminal with colours can
//! show it.

use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use super::theme::Palette;

/// What covers less than this of a pixel lets the terminal's own ground through.
const COVERS: u64 = 128;

/// A picture made for an area of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mosaic {
    columns: u16,
    /// The upper and the lower pixel of each cell, row by row.
    cells: Vec<[Option<Color>; 2]>,
}

impl Mosaic {
    /// Makes a picture of `width` by `height` pixels, given by red, green, blue and how much it covers, as large as the
    /// area takes it, and no larger than it is. Nothing is made where there is no colour.
    #[must_use]
    pub fn new(rgba: &[u8], width: usize, height: usize, area: Rect, palette: Palette) -> Mosaic {
        let (most_columns, most_rows) = (usize::from(area.width), usize::from(area.height) * 2);
        let nothing = Mosaic { columns: 0, cells: Vec::new() };
        if palette == Palette::None || width == 0 || height == 0 || rgba.len() < width * height * 4 {
            return nothing;
        }
        // The side that has less room counts.
        let (columns, rows) = if width <= most_columns && height <= most_rows {
            (width, height)
        } else if width * most_rows > height * most_columns {
            (most_columns, (height * most_columns / width).max(1))
        } else {
            ((width * most_rows / height).max(1), most_rows)
        };
        let Ok(cell_columns) = u16::try_from(columns) else { return nothing };
        let pixel = |x: usize, y: usize| {
            let across = x * width / columns..((x + 1) * width).div_ceil(columns);
            let down = y * height / rows..((y + 1) * height).div_ceil(rows);
            average(
                down.flat_map(|y| across.clone().map(move |x| (y * width + x) * 4))
                    .filter_map(|at| rgba.get(at..at + 4)),
            )
            .map(|colour| palette.colour(colour))
        };
        let cells = (0..rows.div_ceil(2)).flat_map(|row| (0..columns).map(move |x| (x, row * 2)));
        let cells = cells.map(|(x, y)| [pixel(x, y), if y + 1 < rows { pixel(x, y + 1) } else { None }]).collect();
        Mosaic { columns: cell_columns, cells }
    }

    /// Draws it in the middle of the area, as much of it as fits.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let columns = usize::from(self.columns).max(1);
        let rows = u16::try_from(self.cells.len() / columns).unwrap_or(area.height);
        let left = area.x + area.width.saturating_sub(self.columns) / 2;
        let top = area.y + area.height.saturating_sub(rows) / 2;
        for (y, row) in (top..area.bottom()).zip(self.cells.chunks(columns)) {
            for (x, cell) in (left..area.right()).zip(row) {
                let place = &mut buf[(x, y)];
                match *cell {
                    [None, None] => {}
                    [Some(upper), None] => _ = place.set_char('▀').set_fg(upper),
                    [None, Some(lower)] => _ = place.set_char('▄').set_fg(lower),
                    [Some(upper), Some(lower)] => _ = place.set_char('▀').set_fg(upper).set_bg(lower),
                }
            }
        }
    }
}

/// The colour in the middle of these; none where they cover too little.
fn average<'a>(pixels: impl Iterator<Item = &'a [u8]>) -> Option<[u8; 3]> {
    let (mut sums, mut covered, mut count) = ([0_u64; 3], 0, 0);
    for pixel in pixels {
        let [red, green, blue, alpha] = *pixel else { continue };
        for (sum, part) in sums.iter_mut().zip([red, green, blue]) {
            *sum += u64::from(part) * u64::from(alpha);
        }
        covered += u64::from(alpha);
        count += 1;
    }
    if covered < COVERS * count || covered == 0 {
        return None;
    }
    Some(sums.map(|sum| u8::try_from(sum / covered).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const CLEAR: [u8; 4] = [9, 9, 9, 0];

    fn mosaic(pixels: &[[u8; 4]], width: usize, area: Rect) -> Mosaic {
        Mosaic::new(&pixels.concat(), width, pixels.len() / width, area, Palette::All)
    }

    #[test]
    fn two_pixels_share_a_cell() {
        let mut buf = screen(4, 3);
        mosaic(&[RED, CLEAR, BLUE, BLUE, CLEAR, RED], 2, buf.area).draw(buf.area, &mut buf);
        assert_eq!(rows(&buf), [" ▀▄", "  ▀", ""]);
        assert_eq!((buf[(1, 0)].fg, buf[(1, 0)].bg), (Color::Rgb(255, 0, 0), Color::Rgb(0, 0, 255)));
        assert_eq!((buf[(2, 0)].fg, buf[(2, 0)].bg), (Color::Rgb(0, 0, 255), Color::Reset));
    }

    #[test]
    fn a_large_one_is_made_to_fit_and_keeps_its_shape() {
        let pixels = vec![RED; 400];
        for (width, columns, cell_rows) in [(20, 6, 3), (40, 10, 1), (10, 1, 3)] {
            let made = mosaic(&pixels, width, Rect::new(0, 0, 10, 3));
            assert_eq!((made.columns, made.cells.len()), (columns, usize::from(columns) * cell_rows), "{width}");
        }
        let halves = [vec![RED; 50], vec![BLUE; 50]].concat();
        let made = mosaic(&halves, 10, Rect::new(0, 0, 1, 1));
        assert_eq!(made.cells, [[Some(Color::Rgb(127, 0, 127)), None]]);
    }

    #[test]
    fn the_brightest_one_fits_into_a_single_cell() {
        let made = mosaic(&vec![[255; 4]; 320 * 320], 320, Rect::new(0, 0, 1, 1));
        assert_eq!(made.cells, [[Some(Color::Rgb(255, 255, 255)), None]]);
    }

    #[test]
    fn without_colours_or_pixels_there_is_nothing() {
        let area = Rect::new(0, 0, 9, 9);
        for made in [
            Mosaic::new(&RED, 1, 1, area, Palette::None),
            Mosaic::new(&RED, 2, 2, area, Palette::All),
            Mosaic::new(&[], 0, 0, area, Palette::All),
        ] {
            assert!(made.cells.is_empty());
            let mut buf = screen(9, 9);
            made.draw(area, &mut buf);
            assert_eq!(buf, screen(9, 9));
        }
    }

    #[test]
    fn draws_at_every_size() {
        let pixels = vec![RED; 30 * 20];
        at_every_size(|area, buf| mosaic(&pixels, 30, area).draw(area, buf));
        let made = mosaic(&pixels, 30, Rect::new(0, 0, 30, 10));
        at_every_size(|area, buf| made.draw(area, buf));
    }
}
