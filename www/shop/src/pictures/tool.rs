//! Tools and small things.

use super::ink::{Colour, GLOW, INK, LEATHER, STEEL, block, disc, mix, ring, shade, shape, stroke};

const RED: Colour = Colour(0xb3, 0x26, 0x1e);

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    Some(match style {
        "multitool" => multitool(colour),
        "floorpump" => floor_pump(colour),
        "minipump" => mini_pump(colour),
        "patchkit" => patch_kit(colour),
        "oil" => oil(colour),
        "bell" => bell(colour),
        "bottle" => bottle(colour),
        _ => return None,
    })
}

fn multitool(colour: Colour) -> String {
    [
        stroke("M196 256 L120 136 L146 116", shade(colour, 88), 15),
        stroke("M228 250 L196 96", shade(colour, 80), 13),
        stroke("M300 248 L304 80 M292 80 h24", shade(colour, 92), 14),
        stroke("M368 250 L414 104", shade(colour, 80), 13),
        stroke("M404 256 L488 152", shade(colour, 88), 15),
        ring(496, 140, 17, shade(colour, 88), 12),
        block((150, 236, 300, 104, 40), INK),
        block((162, 246, 276, 84, 34), RED),
        block((182, 258, 236, 12, 6), shade(RED, 130)),
        disc(196, 292, 15, STEEL),
        disc(404, 292, 15, STEEL),
        disc(196, 292, 6, INK),
        disc(404, 292, 6, INK),
    ]
    .concat()
}

fn floor_pump(colour: Colour) -> String {
    [
        stroke("M324 344 Q436 330 420 220 Q404 140 360 150", INK, 10),
        block((342, 136, 30, 26, 6), STEEL),
        stroke("M286 160 L286 70", STEEL, 12),
        block((196, 48, 180, 26, 13), Colour(0xb8, 0x8a, 0x4e)),
        block((256, 146, 60, 206, 10), colour),
        block((266, 152, 10, 190, 5), shade(colour, 130)),
        block((250, 136, 72, 24, 8), INK),
        disc(286, 312, 40, INK),
        disc(286, 312, 32, Colour(0xf4, 0xf1, 0xea)),
        stroke("M286 312 L304 294", RED, 5),
        stroke("M264 322 a24 24 0 0 1 44 0", STEEL, 3),
        stroke("M200 372 H372", shade(INK, 115), 20),
        block((252, 346, 68, 28, 6), INK),
    ]
    .concat()
}

fn mini_pump(colour: Colour) -> String {
    [
        r#"<g transform="rotate(-24 300 230)">"#.to_owned(),
        block((96, 206, 280, 52, 22), colour),
        block((116, 214, 240, 10, 5), shade(colour, 150)),
        block((366, 212, 40, 40, 6), STEEL),
        block((400, 216, 104, 32, 14), shade(colour, 125)),
        block((86, 200, 34, 64, 12), INK),
        stroke("M210 206 v52 M230 206 v52 M250 206 v52", GLOW, 4),
        "</g>".to_owned(),
        stroke("M180 360 Q230 330 280 356", INK, 8),
    ]
    .concat()
}

fn patch_kit(colour: Colour) -> String {
    [
        shape("M150 210 L300 150 L470 200 L316 268 Z", shade(colour, 118)),
        shape("M150 210 L316 268 V368 L150 302 Z", colour),
        shape("M316 268 L470 200 V296 L316 368 Z", shade(colour, 78)),
        shape("M200 246 L270 270 V324 L200 298 Z", Colour(0xef, 0xe6, 0xd0)),
        stroke("M216 272 L252 286 M234 262 V296", RED, 8),
        block((236, 84, 52, 108, 10), GLOW),
        block((248, 64, 28, 26, 6), INK),
        block((236, 120, 52, 34, 0), RED),
        stroke("M334 196 L392 84 M366 206 L424 100", Colour(0x33, 0x36, 0x3b), 17),
        disc(120, 350, 25, INK),
        disc(120, 350, 13, mix(INK, RED, 60)),
    ]
    .concat()
}

fn oil(colour: Colour) -> String {
    [
        shape("M292 60 h16 l8 66 h-32 Z", shade(colour, 72)),
        block((268, 118, 64, 42, 8), INK),
        shape("M268 156 h64 q50 14 50 62 v130 q0 26 -26 26 h-112 q-26 0 -26 -26 v-130 q0 -48 50 -62 Z", colour),
        shape("M232 206 q6 -28 38 -36 q-20 20 -20 60 v110 h-18 Z", shade(colour, 140)),
        block((218, 232, 164, 96, 0), Colour(0xf4, 0xf1, 0xea)),
        ring(300, 280, 27, Colour(0x3d, 0x6b, 0x54), 6),
        shape("M300 262 q18 22 0 34 q-18 -12 0 -34 Z", Colour(0x3d, 0x6b, 0x54)),
        shape("M420 296 q22 34 0 46 q-22 -12 0 -46 Z", colour),
    ]
    .concat()
}

fn bell(colour: Colour) -> String {
    [
        stroke("M84 338 H516", INK, 26),
        ring(300, 338, 30, STEEL, 14),
        block((284, 286, 32, 40, 6), STEEL),
        shape("M166 276 Q164 130 300 126 Q436 130 434 276 Q434 292 416 292 H184 Q166 292 166 276 Z", colour),
        shape("M196 262 Q198 164 284 148 Q236 176 230 264 Z", shade(colour, 145)),
        stroke("M170 276 H430", shade(colour, 76), 10),
        disc(300, 122, 16, shade(colour, 76)),
        stroke("M424 282 L486 258", STEEL, 12),
        disc(492, 255, 13, LEATHER),
        stroke("M118 172 q-14 34 -2 68 M90 156 q-22 50 -4 100", shade(colour, 88), 6),
    ]
    .concat()
}

fn bottle(colour: Colour) -> String {
    [
        block((270, 62, 60, 40, 12), INK),
        block((246, 96, 108, 34, 10), shade(INK, 118)),
        shape("M236 128 h128 q16 10 16 40 v40 q-10 10 0 22 v120 q0 26 -24 26 h-112 q-24 0 -24 -26 v-120 q10 -12 0 -22 v-40 q0 -30 16 -40 Z", colour),
        shape("M240 152 q4 -14 18 -16 v228 q-18 -2 -18 -20 Z", shade(colour, 135)),
        stroke("M232 208 q68 14 136 0 M232 230 q68 14 136 0", shade(colour, 80), 5),
        ring(304, 298, 34, Colour(0xf4, 0xf1, 0xea), 6),
        stroke("M304 298 v-30 M304 298 l26 15 M304 298 l-26 15", Colour(0xf4, 0xf1, 0xea), 5),
    ]
    .concat()
}
