//! Bicycles of other proportions: folding, children's, cargo.

use super::bicycle::wheel;
use super::ink::{Colour, GLOW, INK, LEATHER, STEEL, block, disc, mix, ring, shade, shape, stroke};

pub(super) fn folding(colour: Colour) -> String {
    [
        wheel((185, 318), 54, 9, false),
        wheel((435, 318), 54, 9, false),
        stroke("M124 306 A62 62 0 0 1 244 298 M392 270 A62 62 0 0 1 496 306", shade(INK, 112), 5),
        stroke("M130 252 L246 252 M150 254 L182 312", INK, 5),
        stroke("M412 246 Q414 284 435 318", shade(colour, 82), 10),
        stroke("M185 318 L285 308 L262 226 L185 318", colour, 9),
        stroke("M272 262 L412 256", colour, 15),
        block((330, 246, 16, 26, 4), STEEL),
        stroke("M262 230 L246 146", STEEL, 8),
        stroke("M412 252 L398 132", shade(INK, 115), 9),
        stroke("M398 132 L372 122", INK, 10),
        stroke("M410 236 L414 268", shade(colour, 90), 13),
        saddle(246, 140),
        crank(285, 308, 17),
        disc(120, 262, 7, Colour(0xb3, 0x26, 0x1e)),
    ]
    .concat()
}

pub(super) fn kids(colour: Colour) -> String {
    [
        wheel((200, 304), 68, 11, false),
        wheel((410, 304), 68, 11, false),
        stroke("M378 178 L388 226 Q394 262 410 304", shade(colour, 82), 9),
        stroke("M200 304 L254 222 L380 198 M386 222 L290 306 L254 222 M290 306 L200 304", colour, 10),
        stroke("M378 182 L387 226", shade(colour, 90), 13),
        stroke("M254 222 L247 184", STEEL, 8),
        stroke("M378 182 L372 160 L352 150", INK, 8),
        stroke("M362 154 L346 146", GLOW, 11),
        saddle(246, 178),
        stroke("M200 292 L290 288 M204 330 L290 324", shade(INK, 125), 3),
        crank(290, 306, 17),
    ]
    .concat()
}

pub(super) fn balance(colour: Colour) -> String {
    [
        wheel((215, 314), 58, 14, false),
        wheel((400, 314), 58, 14, false),
        stroke("M364 190 L376 240 Q384 276 400 314", shade(colour, 82), 11),
        stroke("M215 314 Q250 262 372 232", colour, 17),
        stroke("M262 262 L252 224", STEEL, 9),
        stroke("M364 194 L356 170 L334 160", INK, 9),
        stroke("M346 164 L328 156", Colour(0xb3, 0x26, 0x1e), 12),
        saddle(252, 218),
    ]
    .concat()
}

pub(super) fn cargo(colour: Colour) -> String {
    let wood = Colour(0xb8, 0x8a, 0x4e);
    [
        wheel((120, 292), 78, 11, false),
        wheel((516, 318), 54, 11, false),
        stroke("M46 284 A86 86 0 0 1 196 252 M462 288 A62 62 0 0 1 574 300", shade(INK, 112), 6),
        stroke("M120 292 L214 304 L188 190 L120 292 M214 304 L296 330 L452 330 L498 268 L516 318", colour, 10),
        stroke("M200 236 L272 318 M286 322 L268 176", colour, 9),
        shape("M290 226 L474 214 L450 322 L306 322 Z", wood),
        stroke("M297 258 L467 248 M302 290 L459 284", shade(wood, 85), 3),
        stroke("M286 224 L480 211", shade(wood, 70), 8),
        shape("M330 222 q10 -58 52 -62 q50 0 66 54 Z", mix(colour, Colour(255, 255, 255), 45)),
        stroke("M330 222 q10 -58 52 -62 q50 0 66 54", shade(colour, 85), 4),
        stroke("M268 178 L262 154 L232 148", INK, 8),
        stroke("M246 151 L228 147", LEATHER, 11),
        stroke("M188 190 L183 158", STEEL, 8),
        saddle(184, 152),
        stroke("M120 282 L214 286 M120 302 L214 322", shade(INK, 125), 3),
        crank(214, 304, 18),
        disc(496, 250, 9, GLOW),
    ]
    .concat()
}

pub(super) fn longtail(colour: Colour) -> String {
    [
        wheel((150, 310), 60, 14, false),
        wheel((462, 310), 60, 14, false),
        stroke("M86 304 A68 68 0 0 1 212 276 M412 256 A70 70 0 0 1 528 294", shade(INK, 112), 6),
        stroke("M430 176 L440 226 Q446 262 462 310", shade(colour, 82), 11),
        stroke("M150 310 L316 312 L292 214 L96 224 M150 310 L206 222 M252 312 L230 220", colour, 9),
        stroke("M434 206 Q392 288 316 312", colour, 19),
        block((88, 198, 186, 18, 9), LEATHER),
        stroke("M118 196 V164 H236 V196", INK, 5),
        stroke("M116 322 h86", INK, 8),
        stroke("M292 214 L284 160", STEEL, 8),
        stroke("M430 180 L424 148 L396 140", INK, 8),
        stroke("M410 144 L392 138", LEATHER, 11),
        stroke("M429 178 L439 222", shade(colour, 90), 14),
        saddle(284, 154),
        disc(316, 312, 26, INK),
        crank(316, 312, 17),
        disc(452, 204, 10, GLOW),
        disc(88, 222, 7, Colour(0xb3, 0x26, 0x1e)),
    ]
    .concat()
}

fn saddle(x: i32, y: i32) -> String {
    shape(&format!("M{} {y} q24 -11 52 -4 q20 6 30 6 q-12 9 -38 8 q-20 10 -40 5 q-10 -6 -4 -15 Z", x - 36), LEATHER)
}

fn crank(x: i32, y: i32, radius: i32) -> String {
    let arms = format!("M{x} {y} l20 32 M{x} {y} l-20 -32");
    let pedals = format!("M{} {} h22 M{} {} h22", x + 9, y + 33, x - 31, y - 33);
    [ring(x, y, radius, STEEL, 6), stroke(&arms, shade(INK, 115), 6), stroke(&pedals, INK, 7), disc(x, y, 5, STEEL)]
        .concat()
}
