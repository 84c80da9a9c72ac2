//! Locks.

use super::ink::{Colour, GLOW, INK, STEEL, block, disc, mix, ring, shade, shape, stroke};

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    Some(match style {
        "u" => u_lock(colour),
        "chain" => chain(colour),
        "folding" => folding(colour),
        "frame" => frame(colour),
        _ => return None,
    })
}

fn u_lock(colour: Colour) -> String {
    [
        stroke("M216 306 L216 176 Q216 92 300 92 Q384 92 384 176 L384 306", colour, 34),
        stroke("M208 300 L208 176 Q210 106 270 90", shade(colour, 135), 5),
        block((148, 296, 304, 72, 36), colour),
        block((168, 308, 264, 14, 7), shade(colour, 130)),
        disc(300, 334, 19, STEEL),
        block((297, 324, 6, 20, 3), INK),
        stroke("M206 270 h20 M374 270 h20", GLOW, 6),
    ]
    .concat()
}

fn chain(colour: Colour) -> String {
    let path = "M236 306 Q110 264 140 168 Q176 74 300 84 Q424 74 460 168 Q490 264 364 306";
    [
        stroke(path, shade(colour, 75), 40),
        stroke(path, colour, 32),
        format!(
            r#"<path d="{path}" fill="none" stroke="{}" stroke-width="18" stroke-dasharray="4 22"/>"#,
            shade(colour, 118)
        ),
        ring(232, 306, 16, STEEL, 10),
        ring(368, 306, 16, STEEL, 10),
        block((232, 280, 136, 94, 20), INK),
        disc(300, 320, 20, STEEL),
        block((297, 310, 6, 20, 3), INK),
        block((252, 348, 96, 8, 4), GLOW),
    ]
    .concat()
}

fn folding(colour: Colour) -> String {
    let bar = |from: &str, colour: Colour| [stroke(from, shade(colour, 72), 34), stroke(from, colour, 28)].concat();
    let joints = [(196, 330), (150, 214), (226, 112), (350, 104), (444, 190), (420, 310)];
    [
        bar("M196 330 L150 214", colour),
        bar("M226 112 L350 104", colour),
        bar("M444 190 L420 310", colour),
        bar("M150 214 L226 112", shade(colour, 88)),
        bar("M350 104 L444 190", shade(colour, 88)),
        block((186, 300, 226, 66, 18), INK),
        disc(300, 333, 18, STEEL),
        block((297, 324, 6, 18, 3), INK),
        joints.map(|(x, y)| disc(x, y, 8, STEEL)).concat(),
    ]
    .concat()
}

fn frame(colour: Colour) -> String {
    [
        format!(
            r#"<path d="M176 372 A158 158 0 0 1 424 372" fill="none" stroke="{}" stroke-width="20"/>"#,
            mix(INK, STEEL, 18)
        ),
        stroke("M216 330 A112 112 0 1 1 384 330", shade(colour, 78), 56),
        stroke("M216 330 A112 112 0 1 1 384 330", colour, 48),
        stroke("M216 330 A112 112 0 0 1 196 218", STEEL, 14),
        shape("M352 118 h86 q18 0 18 18 v86 h-60 Z", shade(colour, 84)),
        disc(420, 168, 20, STEEL),
        block((417, 158, 6, 20, 3), INK),
        block((196, 220, 30, 50, 10), Colour(0xb3, 0x26, 0x1e)),
    ]
    .concat()
}
