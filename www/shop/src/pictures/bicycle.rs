//! Bicycles with two equal wheels.

use super::ink::{Colour, GLOW, INK, LEATHER, STEEL, disc, mix, ring, shade, shape, stroke};
use super::small_bike;

const REAR: (i32, i32) = (185, 284);
const FRONT: (i32, i32) = (425, 284);
const CRANK: (i32, i32) = (283, 292);

/// What a bicycle is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// Dropped handlebars instead of swept ones.
    pub drop_bars: bool,
    /// Straight handlebars instead of swept ones.
    pub flat_bars: bool,
    /// Mudguards over both wheels.
    pub mudguards: bool,
    /// A rack at the back.
    pub rack: bool,
    /// Width of the tyres as drawn.
    pub tyre: i32,
    /// Side walls in tan instead of black.
    pub tan_walls: bool,
    /// A belt instead of a chain with a derailleur.
    pub hub_gear: bool,
    /// A motor at the crank and a battery in the frame.
    pub motor: bool,
    /// How much longer the seat post shows: small frames show more.
    pub seat_post: i32,
}

impl Build {
    /// A city bike.
    pub const CITY: Self = Self {
        drop_bars: false,
        flat_bars: false,
        mudguards: true,
        rack: true,
        tyre: 9,
        tan_walls: false,
        hub_gear: true,
        motor: false,
        seat_post: 0,
    };
}

pub(super) fn draw(style: &str, colour: Colour) -> Option<String> {
    let city = Build::CITY;
    let sport = Build { mudguards: false, rack: false, hub_gear: false, ..city };
    Some(match style {
        "city" => diamond(&city, colour),
        "touring" => diamond(&Build { flat_bars: true, hub_gear: false, tyre: 11, tan_walls: true, ..city }, colour),
        "gravel" => diamond(&Build { drop_bars: true, tyre: 12, tan_walls: true, ..sport }, colour),
        "road" => diamond(&Build { drop_bars: true, tyre: 7, ..sport }, colour),
        "allroad" => {
            diamond(&Build { flat_bars: true, motor: true, tyre: 14, mudguards: true, rack: true, ..sport }, colour)
        }
        "step" => step_through(&city, colour, false),
        "electric" => step_through(&Build { motor: true, tyre: 12, ..city }, colour, false),
        "roadster" => step_through(&Build { tan_walls: true, ..city }, colour, true),
        "folding" => small_bike::folding(colour),
        "kids" => small_bike::kids(colour),
        "balance" => small_bike::balance(colour),
        "cargo" => small_bike::cargo(colour),
        "longtail" => small_bike::longtail(colour),
        _ => return None,
    })
}

/// A bicycle with a diamond frame.
pub(super) fn diamond(build: &Build, colour: Colour) -> String {
    let top = 172 + build.seat_post;
    let seat_tube = 252 + build.seat_post / 4;
    let frame = format!("M185 284 L{seat_tube} {top} L388 164 M396 196 L283 292 L{seat_tube} {top} M283 292 L185 284");
    [
        wheels(build),
        rack(build),
        stroke("M386 152 L398 202 Q404 232 425 284", shade(colour, 82), 9),
        stroke(&frame, colour, 9),
        stroke(&format!("M{seat_tube} {top} L{seat_tube} {} L383 166", top + 6), shade(colour, 118), 2),
        stroke("M385 154 L397 198", shade(colour, 90), 12),
        battery(build, "M318 262 L377 212"),
        saddle(build.seat_post, seat_tube, top),
        bars(build),
        drive(build, colour),
    ]
    .concat()
}

/// A bicycle that one steps through.
fn step_through(build: &Build, colour: Colour, chain_case: bool) -> String {
    let curve = "M388 166 Q366 262 283 292";
    let second = if build.motor { "" } else { "M392 186 Q352 256 266 236" };
    let case = if chain_case {
        shape("M178 272 L290 274 A20 20 0 0 1 290 312 L182 300 Z", shade(colour, 125))
    } else {
        String::new()
    };
    let coat = if chain_case {
        shape("M185 284 L116 232 A88 88 0 0 1 238 214 Z", mix(colour, STEEL, 20))
    } else {
        String::new()
    };
    [
        coat,
        wheels(build),
        rack(build),
        stroke("M386 152 L398 202 Q404 232 425 284", shade(colour, 82), 9),
        stroke(&format!("M283 292 L250 168 M254 184 L185 284 L283 292 {second}"), colour, 9),
        stroke(curve, colour, if build.motor { 18 } else { 10 }),
        stroke("M385 154 L397 198", shade(colour, 90), 12),
        saddle(0, 250, 168),
        bars(build),
        case,
        drive(build, colour),
    ]
    .concat()
}

/// One wheel: tyre, rim, spokes and hub.
pub(super) fn wheel(at: (i32, i32), radius: i32, tyre: i32, tan: bool) -> String {
    let (x, y) = at;
    let spokes: String = SPOKES
        .iter()
        .map(|(dx, dy)| {
            let reach = radius - tyre;
            format!("M{x} {y} l{} {}", dx * reach / 1000, dy * reach / 1000)
        })
        .collect();
    let wall = if tan { Colour(0xb9, 0x8a, 0x58) } else { shade(INK, 120) };
    [
        ring(x, y, radius, INK, tyre),
        ring(x, y, radius - tyre * 2 / 3, wall, 4),
        ring(x, y, radius - tyre, STEEL, 3),
        stroke(&spokes, mix(STEEL, Colour(255, 255, 255), 25), 1),
        disc(x, y, 7, STEEL),
        disc(x, y, 3, INK),
    ]
    .concat()
}

/// Sixteen directions, in thousandths.
const SPOKES: [(i32, i32); 16] = [
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
];

fn wheels(build: &Build) -> String {
    let radius = 90 - build.tyre / 3;
    let pair = [wheel(REAR, radius, build.tyre, build.tan_walls), wheel(FRONT, radius, build.tyre, build.tan_walls)];
    let guards = if build.mudguards {
        stroke("M88 300 A98 98 0 0 1 262 222 M376 200 A98 98 0 0 1 520 262", shade(INK, 112), 6)
    } else {
        String::new()
    };
    pair.concat() + &guards
}

fn rack(build: &Build) -> String {
    if !build.rack {
        return String::new();
    }
    [
        stroke("M112 188 L244 188 M128 190 L182 280 M170 190 L186 280", INK, 5),
        disc(104, 196, 8, Colour(0xb3, 0x26, 0x1e)),
    ]
    .concat()
}

fn saddle(post: i32, x: i32, top: i32) -> String {
    let y = 146 - post / 8;
    let leather = format!("M{} {} q26 -12 58 -4 q22 6 32 6 q-12 10 -40 8 q-22 12 -44 6 q-12 -6 -6 -16 Z", x - 42, y);
    [stroke(&format!("M{x} {top} L{} {}", x - 5, y + 8), STEEL, 7), shape(&leather, LEATHER)].concat()
}

fn bars(build: &Build) -> String {
    let stem = stroke("M386 154 L381 134", STEEL, 8);
    let bars = if build.drop_bars {
        stroke("M381 134 L420 130 Q446 132 440 154 Q434 174 408 170", INK, 8)
    } else if build.flat_bars {
        [stroke("M381 134 L404 132", STEEL, 8), stroke("M392 134 L412 130", INK, 11)].concat()
    } else {
        [stroke("M381 134 Q400 112 376 114 L340 128", STEEL, 6), stroke("M354 122 L336 130", LEATHER, 10)].concat()
    };
    let lamp = if build.mudguards {
        [disc(408, 176, 11, INK), shape("M410 165 h8 q6 11 0 22 h-8 Z", GLOW)].concat()
    } else {
        String::new()
    };
    [stem, bars, lamp].concat()
}

fn battery(build: &Build, line: &str) -> String {
    if build.motor { stroke(line, INK, 19) } else { String::new() }
}

fn drive(build: &Build, colour: Colour) -> String {
    let (x, y) = CRANK;
    let motor = if build.motor { disc(x, y, 29, INK) } else { String::new() };
    let chain = if build.hub_gear {
        stroke("M185 274 L283 272 M185 294 L283 312", shade(INK, 125), 3)
    } else {
        [stroke("M185 271 L283 271 M192 322 L283 313 M185 296 L192 322", shade(INK, 125), 3), ring(190, 322, 6, INK, 4)]
            .concat()
    };
    let cogs = if build.hub_gear { disc(185, 284, 13, STEEL) } else { ring(185, 284, 14, STEEL, 6) };
    [
        chain,
        cogs,
        motor,
        ring(x, y, 20, if build.motor { mix(colour, STEEL, 40) } else { STEEL }, 6),
        stroke("M283 292 L306 330 M283 292 L260 254", shade(INK, 115), 6),
        stroke("M296 332 L318 332 M250 252 L272 252", INK, 8),
        disc(x, y, 6, STEEL),
    ]
    .concat()
}
