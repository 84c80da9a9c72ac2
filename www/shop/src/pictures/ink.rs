//! Colours and strokes that all drawings share.

use core::fmt;

/// The background of every picture.
pub(super) const PAPER: Colour = Colour(0xf4, 0xec, 0xde);
/// Tyres, outlines, black parts.
pub(super) const INK: Colour = Colour(0x2b, 0x29, 0x27);
/// Rims, spokes, chrome.
pub(super) const STEEL: Colour = Colour(0x9a, 0x9a, 0x96);
/// Saddles, grips, straps.
pub(super) const LEATHER: Colour = Colour(0x7a, 0x4a, 0x2a);
/// What shines.
pub(super) const GLOW: Colour = Colour(0xff, 0xe6, 0xa3);

/// A colour by red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

impl Colour {
    /// Reads six hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = (text.len() == 6).then(|| u32::from_str_radix(text, 16).ok()).flatten()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self(red, green, blue))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// `a` with so many percent of `b` in it.
pub(super) fn mix(a: Colour, b: Colour, percent: u16) -> Colour {
    let blend = |x: u8, y: u8| {
        let sum = u16::from(x) * (100 - percent.min(100)) + u16::from(y) * percent.min(100);
        u8::try_from(sum / 100).unwrap_or(u8::MAX)
    };
    Colour(blend(a.0, b.0), blend(a.1, b.1), blend(a.2, b.2))
}

/// The colour at so many percent of its brightness; more than 100 makes it paler.
pub(super) fn shade(colour: Colour, percent: u16) -> Colour {
    if percent <= 100 {
        mix(colour, Colour(0, 0, 0), 100 - percent)
    } else {
        mix(colour, Colour(255, 255, 255), percent - 100)
    }
}

/// Text that is safe in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A stroke without filling, with round ends.
pub(super) fn stroke(path: &str, colour: Colour, width: u32) -> String {
    format!(
        r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>"#
    )
}

/// A filled shape.
pub(super) fn shape(path: &str, colour: Colour) -> String {
    format!(r#"<path d="{path}" fill="{colour}"/>"#)
}

/// A disc.
pub(super) fn disc(x: i32, y: i32, r: i32, colour: Colour) -> String {
    format!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{colour}"/>"#)
}

/// A circle's line.
pub(super) fn ring(x: i32, y: i32, r: i32, colour: Colour, width: i32) -> String {
    format!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{colour}" stroke-width="{width}"/>"#)
}

/// A rectangle with round corners: x, y, width, height, radius.
pub(super) fn block(at: (i32, i32, i32, i32, i32), colour: Colour) -> String {
    let (x, y, width, height, radius) = at;
    format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{colour}"/>"#)
}
