//! Hair, in layers: behind the shoulders, over the forehead, and seen from behind.

use super::super::brush::{Brush, Place, both_sides, limb, moved, oval};
use super::super::canvas::Color;
use super::super::mask::Mask;
use super::person::{Cut, Person, Pose};

/// The places of curls around the head, with their radii.
const CURLS: [(Place, i32); 11] = [
    ((0, -560), 170),
    ((170, -530), 165),
    ((320, -430), 160),
    ((420, -280), 150),
    ((455, -110), 145),
    ((450, 60), 130),
    ((-170, -530), 165),
    ((-320, -430), 160),
    ((-420, -280), 150),
    ((-455, -110), 145),
    ((-450, 60), 130),
];

/// The outline of cropped hair at the front: its right half, from the crown around and back along the face.
const CROPPED: [Place; 8] =
    [(200, -600), (395, -470), (420, -200), (388, -10), (352, -40), (350, -230), (240, -345), (80, -350)];
/// The right half of long hair and of a bob at the front, open over the face like curtains.
const CURTAINS: [Place; 10] = [
    (200, -655),
    (450, -500),
    (470, -100),
    (478, 300),
    (430, 520),
    (360, 440),
    (385, 120),
    (340, -140),
    (170, -330),
    (20, -440),
];
/// The right half of hair with a fringe at the front.
const FRINGE: [Place; 10] = [
    (220, -650),
    (450, -490),
    (470, -100),
    (478, 300),
    (440, 560),
    (365, 440),
    (390, 60),
    (362, -150),
    (300, -165),
    (100, -150),
];
/// The right half of hair at the front that is pulled back into a bun.
const PULLED_BACK: [Place; 8] =
    [(200, -610), (400, -470), (420, -180), (385, 20), (352, -60), (330, -260), (160, -390), (40, -430)];
/// The right half of curled hair at the front.
const CURLED: [Place; 7] =
    [(200, -600), (400, -460), (420, -150), (370, -120), (310, -290), (150, -360), (40, -340)];
/// The whole outline of parted hair at the front. The parting is to one side.
const PARTED: [Place; 16] = [
    (-140, -655),
    (240, -665),
    (440, -470),
    (425, -180),
    (392, 0),
    (350, -40),
    (345, -240),
    (200, -300),
    (-20, -310),
    (-190, -420),
    (-300, -300),
    (-350, -200),
    (-352, -40),
    (-392, 0),
    (-420, -200),
    (-420, -480),
];

/// Paints the hair behind head, neck and shoulders. Short hair has none there.
pub(super) fn paint_behind(brush: &mut Brush, person: &Person) {
    let shade = person.hair.mix(Color(0), 70);
    match person.cut {
        Cut::Cropped | Cut::Parted => {}
        Cut::Bob => brush.fill(&bob(), shade),
        Cut::Fringe | Cut::Long => brush.fill(&long(), shade),
        Cut::Bun => brush.fill_oval((0, -640), (190, 170), person.hair, 256),
        Cut::Curls => curls(brush, shade),
    }
}

fn bob() -> Vec<Place> {
    both_sides(&[(260, -640), (500, -440), (490, 100), (520, 480), (430, 620), (200, 600)])
}

fn long() -> Vec<Place> {
    both_sides(&[(260, -640), (490, -440), (480, 200), (560, 800), (540, 1300), (380, 1420), (150, 1300)])
}

fn curls(brush: &mut Brush, color: Color) {
    for (middle, radius) in CURLS {
        brush.fill_oval(middle, (radius, radius), color, 256);
    }
}

/// Paints the hair over the forehead and beside the face.
pub(super) fn paint_front(brush: &mut Brush, person: &Person, pose: &Pose) {
    let outline = match person.cut {
        Cut::Cropped => both_sides(&CROPPED),
        Cut::Parted => PARTED.to_vec(),
        Cut::Bob | Cut::Long => both_sides(&CURTAINS),
        Cut::Fringe => both_sides(&FRINGE),
        Cut::Bun => both_sides(&PULLED_BACK),
        Cut::Curls => both_sides(&CURLED),
    };
    let mask = brush.mask(&outline);
    brush.lay(&mask, person.hair, 256);
    if person.cut == Cut::Curls {
        for (middle, radius) in CURLS.into_iter().filter(|((_, y), _)| *y < -250) {
            let nearer = (middle.0 * 78 / 100, middle.1 * 82 / 100 - 20);
            brush.fill_oval(nearer, (radius * 6 / 10, radius * 6 / 10), person.hair, 256);
        }
    }
    shine(brush, person, pose, &mask);
}

/// Paints a band of light and a few strands onto the hair.
fn shine(brush: &mut Brush, person: &Person, pose: &Pose, hair: &Mask) {
    let light = person.hair.mix(Color(0xff_f4e0), 60);
    let band = brush.mask(&limb(&[
        ((-360 * pose.light, -330), 10),
        ((-250 * pose.light, -470), 34),
        ((-60 * pose.light, -535), 22),
        ((90 * pose.light, -545), 6),
    ]));
    brush.lay(&band.within(hair), light, 170);
    let dark = person.hair.mix(Color(0), 80);
    for side in [-1, 1] {
        for strand in [0, 1, 2] {
            let line = [
                ((side * (60 + 70 * strand), -640), 4),
                ((side * (250 + 70 * strand), -420 + 30 * strand), 7),
                ((side * (350 + 50 * strand), -60), 6),
                ((side * (370 + 35 * strand), 420), 4),
            ];
            let line = brush.mask(&limb(&line)).within(hair);
            brush.lay(&line, dark, 120);
        }
    }
}

/// Paints all hair, seen from behind.
pub(super) fn paint_back(brush: &mut Brush, person: &Person) {
    let cap = both_sides(&[(200, -640), (440, -480), (440, -60), (390, 130), (230, 330), (110, 400)]);
    let outline = match person.cut {
        Cut::Bob => bob(),
        Cut::Fringe | Cut::Long => long(),
        _ => cap,
    };
    if person.cut == Cut::Curls {
        curls(brush, person.hair);
    }
    let mask = brush.mask(&outline);
    brush.lay(&mask, person.hair, 256);
    let dark = person.hair.mix(Color(0), 80);
    for strand in -3..=3 {
        let line = [
            ((strand * 30, -620), 4),
            ((strand * 125, -300), 8),
            ((strand * 130, 300), 8),
            ((strand * 140, 1300), 4),
        ];
        let line = brush.mask(&limb(&line)).within(&mask);
        brush.lay(&line, dark, 110);
    }
    if person.cut == Cut::Bun {
        let bun = oval((0, -330), (200, 180));
        brush.fill(&moved(&bun, (0, 22)), dark);
        brush.fill(&bun, person.hair);
        brush.fill_oval((-50, -390), (70, 40), person.hair.mix(Color(0xff_f4e0), 60), 170);
    }
}
