//! Helmets, seen from the side.

use super::ink::{Colour, GLOW, INK, LEATHER, STEEL, disc, mix, shade, shape, stroke};

const DOME: &str = "M150 262 Q146 118 300 112 Q452 112 462 250 Q462 268 440 270 L172 276 Q152 276 150 262 Z";
const SPORT: &str = "M128 258 Q150 132 322 122 Q444 124 474 214 Q480 240 458 248 Q330 256 196 282 Q134 290 128 258 Z";

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    let light = shade(colour, 130);
    let dark = shade(colour, 80);
    Some(match style {
        "urban" => [straps(), dome(colour), vents(dark), band(LEATHER)].concat(),
        "visor" => [straps(), dome(colour), vents(dark), peak(LEATHER), band(LEATHER), rear_light()].concat(),
        "road" => {
            [straps(), shape(SPORT, colour), long_vents(colour), stroke("M150 270 Q320 236 466 236", dark, 5)].concat()
        }
        "kids" => [straps(), dome(colour), dots(light), peak(dark), band(dark), rear_light()].concat(),
        "shield" => [straps(), dome(colour), vents(dark), shield(), band(dark), rear_light()].concat(),
        _ => return None,
    })
}

fn dome(colour: Colour) -> String {
    [shape(DOME, colour), shape("M186 236 Q196 150 300 136 Q250 150 224 240 Z", mix(colour, Colour(255, 255, 255), 35))]
        .concat()
}

fn vents(dark: Colour) -> String {
    ["M268 156 q34 -14 70 -6", "M250 186 q50 -16 104 -6", "M380 160 q22 12 32 34", "M392 200 q14 12 20 30"]
        .map(|line| stroke(line, dark, 11))
        .concat()
}

fn long_vents(colour: Colour) -> String {
    let hole = mix(colour, INK, 78);
    [
        "M180 244 Q220 168 318 150 Q262 184 234 246 Z",
        "M256 238 Q286 178 366 150 Q330 190 312 236 Z",
        "M334 230 Q352 184 410 162 Q394 196 386 228 Z",
        "M406 224 Q414 196 440 184 Q448 204 450 222 Z",
        "M236 158 Q290 132 356 136 Q290 144 236 158 Z",
    ]
    .map(|hollow| shape(hollow, hole))
    .concat()
}

fn band(colour: Colour) -> String {
    stroke("M158 264 L448 258", colour, 10)
}

fn peak(colour: Colour) -> String {
    shape("M440 232 Q516 240 528 262 Q486 272 444 270 Z", colour)
}

fn shield() -> String {
    let glass = Colour(0x7b, 0x93, 0xa3);
    [
        format!(r#"<path d="M392 214 Q486 216 496 262 Q492 318 446 332 Q404 322 396 268 Z" fill="{glass}" fill-opacity="0.72"/>"#),
        stroke("M392 214 Q486 216 496 262 Q492 318 446 332", shade(glass, 70), 4),
        disc(394, 232, 12, STEEL),
    ]
    .concat()
}

fn dots(colour: Colour) -> String {
    [(230, 178, 13), (296, 152, 15), (362, 176, 13), (262, 222, 12), (330, 218, 14), (404, 222, 11), (196, 226, 10)]
        .map(|(x, y, r)| disc(x, y, r, colour))
        .concat()
}

fn rear_light() -> String {
    [shape("M150 214 h16 v34 h-18 Z", Colour(0xb3, 0x26, 0x1e)), disc(155, 231, 5, GLOW)].concat()
}

fn straps() -> String {
    [
        stroke("M232 270 L300 356 L372 266 M300 356 L318 372", INK, 6),
        stroke("M196 272 L296 350", mix(INK, STEEL, 30), 5),
        shape("M286 346 h34 v22 h-34 Z", INK),
    ]
    .concat()
}
