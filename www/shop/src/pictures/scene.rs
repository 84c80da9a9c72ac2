//! The picture on the front page, and the shop's sign.

use super::bicycle::{Build, diamond};
use super::ink::{Colour, GLOW, PAPER, block, disc, mix, shade, shape, stroke};

/// A canal street in the evening, with a bicycle against the railing.
#[must_use]
pub fn hero() -> String {
    let sky = Colour(0xf0, 0xcf, 0xa6);
    let water = Colour(0x7d, 0x9a, 0x96);
    let houses = [
        (20, 150, 0xb3, 0x5d, 0x3a),
        (180, 110, 0x8a, 0x4f, 0x3c),
        (330, 165, 0xc9, 0x8a, 0x54),
        (480, 125, 0x6f, 0x5a, 0x4c),
    ]
    .into_iter()
    .chain([
        (640, 150, 0xa8, 0x53, 0x35),
        (800, 100, 0xbd, 0x7a, 0x4a),
        (960, 160, 0x84, 0x55, 0x43),
        (1100, 120, 0xc0, 0x6a, 0x40),
    ])
    .map(|(x, y, r, g, b)| house(x, y, mix(Colour(r, g, b), sky, 18)))
    .collect::<String>();
    let tree = Colour(0x5c, 0x74, 0x4c);
    let bicycle = diamond(&Build::CITY, Colour(0xb4, 0x43, 0x1f));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1240 620" role="img" aria-label="A bicycle by a canal"><rect width="1240" height="620" fill="{sky}"/>{}{houses}{}{}{}{}{}<g transform="translate(560 150) scale(1.08)">{bicycle}</g></svg>"##,
        disc(930, 120, 70, GLOW),
        [
            disc(150, 260, 80, tree),
            disc(90, 300, 60, shade(tree, 90)),
            stroke("M132 330 V470", Colour(0x5a, 0x42, 0x30), 16)
        ]
        .concat(),
        block((0, 430, 1240, 60, 0), mix(Colour(0x8f, 0x85, 0x78), PAPER, 20)),
        railing(),
        block((0, 548, 1240, 72, 0), Colour(0xcf, 0xc0, 0xa9)),
        [
            block((0, 482, 1240, 66, 0), water),
            stroke("M60 512 h120 M300 528 h90 M760 508 h150 M1010 530 h110", shade(water, 116), 5)
        ]
        .concat(),
    )
}

/// The shop's sign: a wheel.
#[must_use]
pub fn logo() -> String {
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Spaak"><rect width="64" height="64" rx="14" fill="#b4431f"/><g fill="none" stroke="#fffaf2" stroke-linecap="round"><circle cx="32" cy="32" r="20" stroke-width="5"/><path stroke-width="2.5" d="M32 32V13M32 32l16.5 9.5M32 32l-16.5 9.5M32 32l16.5-9.5M32 32L15.500 22.500M32 32v19"/></g><circle cx="32" cy="32" r="4" fill="#fffaf2"/></svg>"##.to_owned()
}

fn house(x: i32, y: i32, colour: Colour) -> String {
    let windows: String = (0..3)
        .flat_map(|row| (0..2).map(move |column| (row, column)))
        .map(|(row, column)| {
            let lit = (x / 10 + row + column) % 3 == 0;
            let glass = if lit { GLOW } else { mix(colour, Colour(0x2b, 0x3a, 0x44), 62) };
            block((x + 26 + column * 56, y + 90 + row * 72, 36, 50, 3), glass)
        })
        .collect();
    [
        shape(
            &format!("M{x} {} l18 -34 h14 l10 -34 h14 l14 -26 h12 l14 26 h14 l10 34 h14 l18 34 V440 H{x} Z", y + 94),
            colour,
        ),
        windows,
    ]
    .concat()
}

fn railing() -> String {
    let iron = Colour(0x3a, 0x3d, 0x3c);
    let posts: String = (0..11).map(|n| format!("M{} 400 V486 ", 30 + n * 120)).collect();
    [stroke("M0 410 H1240 M0 444 H1240", iron, 6), stroke(&posts, iron, 9)].concat()
}
