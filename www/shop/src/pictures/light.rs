//! Lights and their beams.

use super::ink::{Colour, GLOW, INK, STEEL, block, disc, mix, ring, shade, shape, stroke};

const RED: Colour = Colour(0xb3, 0x26, 0x1e);

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    Some(match style {
        "front" => [beam(382, 210), bracket(268), lamp(colour)].concat(),
        "dynamo" => [beam(382, 210), fork(), round_lamp(colour)].concat(),
        "rear" => [post(), red_lamp(colour)].concat(),
        "set" => set(colour),
        "clip" => clip(colour),
        _ => return None,
    })
}

fn beam(x: i32, y: i32) -> String {
    format!(r#"<path d="M{x} {} L590 110 L590 320 L{x} {} Z" fill="{GLOW}" fill-opacity="0.75"/>"#, y - 40, y + 40)
}

fn lamp(colour: Colour) -> String {
    [
        shape(
            "M178 176 Q178 158 198 158 L360 150 Q392 150 392 182 L392 238 Q392 268 360 268 L198 262 Q178 262 178 244 Z",
            colour,
        ),
        shape("M366 152 Q404 156 404 210 Q404 264 366 268 Z", GLOW),
        stroke("M218 178 L330 174", shade(colour, 140), 6),
        disc(206, 210, 9, mix(colour, STEEL, 60)),
    ]
    .concat()
}

fn bracket(y: i32) -> String {
    [block((252, y - 12, 64, 44, 8), INK), ring(284, y + 62, 34, INK, 16), ring(284, y + 62, 22, STEEL, 6)].concat()
}

fn round_lamp(colour: Colour) -> String {
    [
        shape("M262 142 Q206 158 206 210 Q206 262 262 280 L356 286 L356 136 Z", colour),
        shape("M352 132 q34 0 34 78 q0 80 -34 80 Z", GLOW),
        stroke("M352 132 q34 0 34 78 q0 80 -34 80", shade(colour, 75), 7),
        stroke("M240 176 Q280 158 334 158", shade(colour, 140), 6),
    ]
    .concat()
}

fn fork() -> String {
    [
        stroke("M286 274 L286 300 L236 300", INK, 10),
        stroke("M196 236 L228 376 M228 376 L240 376", Colour(0x3d, 0x6b, 0x54), 18),
        stroke("M236 300 L214 300", STEEL, 12),
    ]
    .concat()
}

fn post() -> String {
    [stroke("M304 70 L286 376", STEEL, 28), stroke("M298 92 L282 372", mix(STEEL, Colour(255, 255, 255), 40), 6)]
        .concat()
}

fn red_lamp(colour: Colour) -> String {
    let halo = mix(colour, GLOW, 40);
    [
        format!(r#"<circle cx="300" cy="212" r="120" fill="{halo}" fill-opacity="0.35"/>"#),
        block((246, 190, 96, 26, 6), INK),
        block((250, 126, 92, 172, 44), INK),
        block((264, 142, 64, 140, 32), colour),
        stroke("M282 168 V256 M310 168 V256", shade(colour, 140), 8),
    ]
    .concat()
}

fn set(colour: Colour) -> String {
    [
        block((132, 300, 340, 74, 12), Colour(0xc9, 0xa9, 0x7c)),
        block((132, 300, 340, 18, 8), shade(Colour(0xc9, 0xa9, 0x7c), 85)),
        block((150, 154, 140, 148, 34), colour),
        disc(220, 228, 50, INK),
        disc(220, 228, 40, GLOW),
        ring(220, 228, 24, Colour(255, 255, 255), 5),
        block((326, 154, 122, 148, 34), colour),
        block((344, 174, 86, 108, 24), RED),
        stroke("M366 198 V258 M387 198 V258 M408 198 V258", shade(RED, 140), 7),
        stroke("M176 154 q44 -34 88 0 M350 154 q38 -34 76 0", INK, 9),
    ]
    .concat()
}

fn clip(colour: Colour) -> String {
    [
        format!(r#"<circle cx="300" cy="200" r="130" fill="{GLOW}" fill-opacity="0.6"/>"#),
        stroke("M222 262 L222 344 Q222 366 246 366 L330 366", INK, 18),
        block((206, 118, 188, 168, 46), INK),
        block((224, 136, 152, 132, 34), colour),
        disc(262, 202, 22, GLOW),
        disc(338, 202, 22, GLOW),
        stroke("M262 202 m-9 0 a9 9 0 1 0 18 0 M338 202 m-9 0 a9 9 0 1 0 18 0", Colour(255, 255, 255), 4),
    ]
    .concat()
}
