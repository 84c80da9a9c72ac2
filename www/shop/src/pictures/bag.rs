//! Bags and baskets.

use super::ink::{Colour, GLOW, INK, LEATHER, STEEL, block, disc, mix, shade, shape, stroke};

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    Some(match style {
        "pannier" => [leeks(), pannier(170, 250, colour)].concat(),
        "pair" => [pannier(94, 196, shade(colour, 88)), pannier(304, 206, colour), rolls(colour)].concat(),
        "handlebar" => handlebar(colour),
        "saddle" => saddle(colour),
        "basket" => basket(colour),
        "backpack" => backpack(colour),
        _ => return None,
    })
}

fn leeks() -> String {
    let green = Colour(0x5f, 0x8a, 0x4a);
    [
        stroke("M318 160 L352 60 M322 150 L320 50 M326 150 L384 78", green, 15),
        stroke("M318 166 L324 120", Colour(0xe9, 0xec, 0xd2), 18),
        shape("M226 156 q10 -44 52 -40 q26 6 22 40 Z", Colour(0xd9, 0xa6, 0x5f)),
        stroke("M244 136 l14 8 M262 126 l14 10", shade(Colour(0xd9, 0xa6, 0x5f), 75), 4),
    ]
    .concat()
}

fn pannier(x: i32, width: i32, colour: Colour) -> String {
    let (left, middle) = (x + 44, x + width / 2);
    [
        block((left, 118, 18, 44, 6), INK),
        block((x + width - 62, 118, 18, 44, 6), INK),
        shape(&format!("M{x} 146 h{width} l-12 218 q-2 12 -16 12 h-{} q-14 0 -16 -12 Z", width - 56), colour),
        shape(&format!("M{x} 146 h{width} l-5 84 h-{} Z", width - 10), shade(colour, 84)),
        stroke(&format!("M{middle} 206 v72"), LEATHER, 16),
        block((middle - 14, 238, 28, 24, 5), STEEL),
        block((x + 34, 318, width - 68, 10, 5), GLOW),
    ]
    .concat()
}

fn rolls(colour: Colour) -> String {
    [
        block((88, 132, 208, 30, 15), shade(colour, 75)),
        block((298, 132, 218, 30, 15), shade(colour, 85)),
        block((280, 138, 22, 18, 5), INK),
        block((504, 138, 22, 18, 5), INK),
    ]
    .concat()
}

fn handlebar(colour: Colour) -> String {
    [
        stroke("M96 128 L504 128", INK, 18),
        block((236, 118, 26, 60, 6), INK),
        block((338, 118, 26, 60, 6), INK),
        shape("M146 166 h308 l-14 190 q-2 18 -22 18 h-236 q-20 0 -22 -18 Z", colour),
        shape("M140 160 q160 -22 320 0 l-8 76 q-152 22 -304 0 Z", shade(colour, 84)),
        block((204, 172, 192, 42, 6), Colour(0xef, 0xe6, 0xd0)),
        stroke("M216 200 q30 -24 60 -6 t60 -4 t48 -4", Colour(0x3d, 0x6b, 0x54), 4),
        disc(336, 190, 5, Colour(0xb3, 0x26, 0x1e)),
        stroke("M238 232 v58 M362 232 v58", LEATHER, 15),
        block((226, 262, 24, 22, 4), STEEL),
        block((350, 262, 24, 22, 4), STEEL),
    ]
    .concat()
}

fn saddle(colour: Colour) -> String {
    [
        shape("M116 124 q92 -44 220 -18 q86 18 150 18 q-32 40 -132 36 q-92 44 -188 22 q-72 -20 -50 -58 Z", INK),
        stroke("M190 168 L250 196 L398 162", STEEL, 9),
        shape("M170 196 h208 q42 16 42 70 q-2 62 -66 66 h-146 q-62 -2 -66 -66 Z", colour),
        shape("M170 196 h208 q22 6 32 32 q-120 44 -262 8 Z", shade(colour, 82)),
        stroke("M232 190 v96 M328 190 v96", shade(colour, 62), 14),
        block((221, 252, 22, 20, 4), STEEL),
        block((317, 252, 22, 20, 4), STEEL),
        stroke("M280 330 L262 376", STEEL, 20),
    ]
    .concat()
}

fn basket(colour: Colour) -> String {
    let rows: String = (0..6)
        .map(|row| stroke(&format!("M{} {} h{}", 152 + row * 8, 204 + row * 30, 296 - row * 16), shade(colour, 78), 10))
        .collect();
    let ribs: String = (0..9)
        .map(|rib| stroke(&format!("M{} 190 L{} 366", 156 + rib * 36, 194 + rib * 27), shade(colour, 118), 9))
        .collect();
    let tulips: String = [(226, 96), (290, 72), (356, 100)]
        .map(|(x, y)| {
            let head = format!("M{} {y} q-4 40 20 44 q24 -4 20 -44 l-10 16 l-10 -20 l-10 20 Z", x - 20);
            [
                stroke(&format!("M{x} {} L{} 196", y + 40, (x + 290) / 2), Colour(0x5f, 0x8a, 0x4a), 8),
                shape(&head, Colour(0xc4, 0x3b, 0x3b)),
            ]
            .concat()
        })
        .concat();
    [
        tulips,
        shape("M136 184 h328 l-46 184 q-3 12 -18 12 h-200 q-15 0 -18 -12 Z", mix(colour, INK, 22)),
        ribs,
        rows,
        stroke("M134 186 h332", colour, 20),
        stroke("M222 176 v54 M378 176 v54", LEATHER, 16),
    ]
    .concat()
}

fn backpack(colour: Colour) -> String {
    [
        stroke("M214 140 Q150 210 190 330 M386 140 Q450 210 410 330", shade(colour, 62), 20),
        shape("M206 140 h188 q22 8 24 40 l10 154 q0 42 -42 42 h-172 q-42 0 -42 -42 l10 -154 q2 -32 24 -40 Z", colour),
        block((196, 92, 208, 62, 18), shade(colour, 84)),
        block((196, 116, 208, 8, 4), shade(colour, 66)),
        stroke("M280 92 q20 -26 40 0", INK, 9),
        shape("M214 246 h172 l8 98 q0 14 -14 14 h-160 q-14 0 -14 -14 Z", shade(colour, 88)),
        stroke("M220 256 h160", shade(colour, 62), 6),
        stroke("M300 150 v70", LEATHER, 16),
        block((287, 190, 26, 22, 4), STEEL),
        block((264, 296, 72, 9, 4), GLOW),
    ]
    .concat()
}
