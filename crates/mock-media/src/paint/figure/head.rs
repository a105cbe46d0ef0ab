//! The head without its hair: skull, ears and face.

use super::super::brush::{Brush, Place, both_sides, limb, mirrored, moved, oval};
use super::super::canvas::Color;
use super::super::frame::Mouth;
use super::super::mask::Mask;
use super::person::{Person, Pose};

const WHITE: Color = Color(0xfa_f8f5);
const DARK: Color = Color(0x22_1a1a);

/// Returns the outline of the face, from forehead to chin.
fn skull(person: &Person) -> Vec<Place> {
    both_sides(&[(190, -520), (372, -390), (392, -60), (372, 200), (person.jaw, 455), (85, 535)])
}

fn ears(brush: &mut Brush, person: &Person) {
    for side in [-1, 1] {
        brush.fill_oval((side * 368, 50), (52, 92), person.skin, 256);
        brush.fill_oval((side * 374, 52), (26, 56), person.shaded_skin(), 150);
    }
}

/// Paints the head from behind. The hair is painted over it later.
pub(super) fn paint_back(brush: &mut Brush, person: &Person) {
    ears(brush, person);
    brush.fill(&skull(person), person.skin);
}

/// Paints the head from the front, without the hair.
pub(super) fn paint(brush: &mut Brush, person: &Person, pose: &Pose) {
    ears(brush, person);
    let outline = skull(person);
    let face = brush.mask(&outline);
    let lit = brush.mask(&moved(&outline, (-70 * pose.light, -16)));
    brush.lay(&face, person.shaded_skin(), 256);
    brush.lay(&brush.mask(&outline).within(&lit), person.skin, 256);
    if person.beard {
        beard(brush, person, &face);
    }
    for side in [-1, 1] {
        let cheek = brush.mask(&oval((side * 215 + pose.turn, 185), (85, 60))).within(&face);
        brush.lay(&cheek, Color(0xd9_4f4a), 34);
        eye(brush, person, pose, side);
    }
    nose(brush, person, pose);
    mouth(brush, person, pose);
    if person.glasses {
        glasses(brush, person, pose);
    }
}

fn eye(brush: &mut Brush, person: &Person, pose: &Pose, side: i32) {
    let there = (side * person.eyes + pose.turn, 30);
    let almond = [(-100, 12), (-60, -42), (10, -66), (70, -44), (104, 4), (60, 40), (-10, 50), (-66, 38)];
    let almond = if side < 0 { mirrored(&almond) } else { almond.to_vec() };
    let opening = moved(&almond, there);
    let white = brush.mask(&opening);
    brush.lay(&white, WHITE, 256);
    let look = (there.0 + pose.turn / 3, there.1 - 4);
    for (radius, color) in [(48, person.iris.mix(DARK, 90)), (42, person.iris), (22, DARK)] {
        let disc = brush.mask(&oval(look, (radius, radius))).within(&white);
        brush.lay(&disc, color, 256);
    }
    brush.fill_oval((look.0 - 15 * pose.light, look.1 - 16), (11, 11), WHITE, 256);
    // The upper lid is the part of the opening that a lower copy of it leaves free.
    let below = brush.mask(&moved(&opening, (0, 17)));
    let lid = brush.mask(&moved(&opening, (0, -3))).without(&below);
    brush.lay(&lid, DARK, 230);
    let brow = [((-112, -78), 6), ((-50, -118), person.brows), ((40, -128), person.brows), ((118, -92), 5)];
    let brow: Vec<_> =
        brow.iter().map(|((x, y), thick)| ((side * x + there.0, y + there.1), *thick)).collect();
    brush.fill(&limb(&brow), person.hair.mix(DARK, 90));
}

fn nose(brush: &mut Brush, person: &Person, pose: &Pose) {
    let shade = person.skin.mix(Color(0x6e_2a2a), 80);
    let (turn, away) = (pose.turn * 3 / 2, pose.light);
    let side = [(18, 40), (34, 120), (78, 215), (52, 250), (4, 236), (14, 150)];
    let side: Vec<_> = side.iter().map(|(x, y)| (away * x + turn, *y)).collect();
    let mask = brush.mask(&side);
    brush.lay(&mask, shade, 150);
    for nostril in [-1, 1] {
        brush.fill_oval((nostril * 34 + turn, 240), (17, 9), person.skin.mix(Color(0x40_1616), 150), 256);
    }
}

fn mouth(brush: &mut Brush, person: &Person, pose: &Pose) {
    match pose.mouth {
        Mouth::Closed => closed_mouth(brush, person, pose),
        Mouth::Narrow => open_mouth(brush, person, pose, (100, 30)),
        Mouth::Round => open_mouth(brush, person, pose, (62, 58)),
        Mouth::Open => open_mouth(brush, person, pose, (92, 76)),
    }
}

/// Paints lips around an opening, which is measured in hundredths of the closed mouth across, and in its own height.
fn open_mouth(brush: &mut Brush, person: &Person, pose: &Pose, (across, down): (i32, i32)) {
    let (middle, wide) = ((pose.turn, 345 + down / 3), person.mouth * across / 100);
    brush.fill_oval(middle, (wide + 16, down + 24), person.lips, 256);
    let inside = brush.mask(&oval(middle, (wide - 6, down)));
    brush.lay(&inside, Color(0x3a_1016), 256);
    let teeth =
        brush.mask(&oval((middle.0, middle.1 - down), (wide * 8 / 10, down * 7 / 10))).within(&inside);
    brush.lay(&teeth, WHITE, 256);
}

fn closed_mouth(brush: &mut Brush, person: &Person, pose: &Pose) {
    let (turn, wide, corner) = (pose.turn, person.mouth, 345 - pose.smile);
    let lower: Vec<_> =
        both_sides(&[(wide * 6 / 10, 338), (wide, corner), (wide * 7 / 10, 382), (wide * 3 / 10, 404)]);
    brush.fill(&moved(&lower, (turn, 0)), person.lips);
    let upper =
        both_sides(&[(22, 306), (wide * 5 / 10, 312), (wide + 14, corner - 4), (wide / 2, 350), (10, 358)]);
    brush.fill(&moved(&upper, (turn, 0)), person.lips.mix(Color(0x50_1018), 60));
    let line = [
        ((-wide, corner), 4),
        ((-wide / 2, 352), 5),
        ((0, 356), 5),
        ((wide / 2, 352), 5),
        ((wide, corner), 4),
    ];
    let line: Vec<_> = line.iter().map(|((x, y), thick)| ((x + turn, *y), *thick)).collect();
    brush.fill(&limb(&line), person.lips.mix(Color(0x30_0810), 160));
}

fn beard(brush: &mut Brush, person: &Person, face: &Mask) {
    let outer =
        both_sides(&[(60, 275), (190, 285), (300, 180), (400, 40), (430, 300), (330, 560), (80, 640)]);
    let mask = brush.mask(&outer).within(face);
    brush.lay(&mask, person.hair, 215);
}

fn glasses(brush: &mut Brush, person: &Person, pose: &Pose) {
    let frame = Color(0x2a_2426);
    for side in [-1, 1] {
        let middle = (side * person.eyes + pose.turn, 40);
        let glass = brush.mask(&oval(middle, (122, 102)));
        brush.lay(&glass, WHITE, 28);
        let rim = brush.mask(&oval(middle, (138, 118))).without(&glass);
        brush.lay(&rim, frame, 256);
        let temple = [((side * (person.eyes + 130) + pose.turn, 20), 9), ((side * 385, 10), 9)];
        brush.fill(&limb(&temple), frame);
    }
    brush.fill(&limb(&[((-45 + pose.turn, 26), 8), ((pose.turn, 14), 8), ((45 + pose.turn, 26), 8)]), frame);
}
