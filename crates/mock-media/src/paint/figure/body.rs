//! Neck, arms, legs and clothes.

use super::super::brush::{Brush, Place, both_sides, limb, mirrored, moved, oval};
use super::super::canvas::Color;
use super::SOLE;
use super::person::{Arm, Garment, Person, Pose, Sleeves};

/// Paints everything below the head, from the front or from behind.
pub(super) fn paint(brush: &mut Brush, person: &Person, pose: &Pose, front: bool) {
    for side in [-1, 1] {
        leg(brush, person, pose, side, front);
    }
    if person.garment == Garment::Skirt {
        let (waist, hem) = (person.waist, person.waist + 330 + pose.stance);
        let skirt =
            both_sides(&[(waist - 40, 1700), (waist + 70, 2000), (hem, 3480), (hem, 3620), (hem / 2, 3660)]);
        brush.fill(&skirt, person.bottom);
        let fold = brush.mask(&limb(&[((-120, 2250), 5), ((-210, 3000), 12), ((-250, 3600), 22)]));
        brush.lay(&fold, Color(0), 60);
        let fold = brush.mask(&limb(&[((140, 2300), 5), ((200, 3000), 12), ((260, 3600), 20)]));
        brush.lay(&fold, Color(0), 60);
    }
    // From the front, an arm on the hip is painted over the body. All other arms are painted under it.
    for (arm, side) in pose.arms.into_iter().zip([1, -1]) {
        if arm != Arm::OnHip || !front {
            self::arm(brush, person, arm, side);
        }
    }
    torso(brush, person, pose, front);
    neck(brush, person, pose, front);
    for (arm, side) in pose.arms.into_iter().zip([1, -1]) {
        if arm == Arm::OnHip && front {
            self::arm(brush, person, arm, side);
        }
    }
}

fn neck(brush: &mut Brush, person: &Person, pose: &Pose, front: bool) {
    let wide = person.shoulders / 4 + 15;
    let neck = both_sides(&[(wide, 250), (wide, 560), (wide + 5, 640), (wide + 25, 730), (wide / 2, 770)]);
    let mask = brush.mask(&neck);
    brush.lay(&mask, person.skin, 256);
    if front {
        // The shadow of the chin.
        let shadow = brush.mask(&oval((20 * pose.light, 470), (240, 150))).within(&mask);
        brush.lay(&shadow, person.shaded_skin(), 256);
    }
}

fn torso(brush: &mut Brush, person: &Person, pose: &Pose, front: bool) {
    let (shoulders, waist) = (person.shoulders, person.waist);
    let hips = waist + 70;
    let outline = both_sides(&[
        (150, 655),
        (shoulders * 8 / 10, 740),
        (shoulders + 70, 800),
        (shoulders + 20, 1150),
        (waist, 1650),
        (hips, 2150),
        (hips + 10, 2400),
        (hips / 2, 2420),
    ]);
    let mask = brush.mask(&outline);
    brush.lay(&mask, person.top, 256);
    let lit = brush.mask(&moved(&outline, (-150 * pose.light, 0)));
    brush.lay(&brush.mask(&outline).without(&lit), Color(0), 46);
    let opening = if front && person.low_neckline {
        vec![(-190, 600), (190, 600), (205, 720), (60, 930), (0, 1060), (-60, 930), (-205, 720)]
    } else {
        oval((0, 655), (205, if front { 100 } else { 55 }))
    };
    let skin = brush.mask(&opening).within(&mask);
    brush.lay(&skin, person.skin, 256);
    let rim = brush.mask(&moved(&opening, (0, 26))).within(&mask).without(&skin);
    brush.lay(&rim, person.top.mix(Color(0), 70), 256);
    if !front {
        let spine = brush.mask(&limb(&[((0, 800), 4), ((8, 1500), 9), ((0, 2200), 4)]));
        brush.lay(&spine, Color(0), 40);
    }
}

fn arm(brush: &mut Brush, person: &Person, arm: Arm, side: i32) {
    let shoulder = person.shoulders - 40;
    let [elbow, wrist, hand]: [Place; 3] = match arm {
        Arm::Hanging => [(shoulder + 130, 1560), (shoulder + 110, 2230), (shoulder + 100, 2400)],
        Arm::OnHip => [(shoulder + 420, 1500), (shoulder + 60, 2010), (shoulder - 40, 2090)],
        Arm::Waving => [(shoulder + 380, 1330), (shoulder + 520, 700), (shoulder + 540, 520)],
    };
    let place = |(x, y): Place| if side > 0 { (x, y) } else { mirrored(&[(x, y)])[0] };
    let joint = (shoulder, 915);
    let bare = [(place(joint), 118), (place(elbow), 92), (place(wrist), 66)];
    brush.fill_oval(place(hand), (92, 112), person.skin, 256);
    brush.fill(&limb(&bare), person.skin);
    let middle = (i32::midpoint(joint.0, elbow.0), i32::midpoint(joint.1, elbow.1));
    let sleeve = match person.sleeves {
        Sleeves::Long => vec![(place(joint), 146), (place(elbow), 118), (place(wrist), 92)],
        Sleeves::Short => vec![(place(joint), 146), (place(middle), 150)],
    };
    let cloth = person.top.mix(Color(0), 22);
    brush.fill_oval(place(joint), (146, 146), cloth, 256);
    brush.fill(&limb(&sleeve), cloth);
}

fn leg(brush: &mut Brush, person: &Person, pose: &Pose, side: i32, front: bool) {
    let hip = person.waist / 2 + 30;
    let foot = hip + pose.stance;
    let down = |x: i32, y: i32, thick: i32| ((side * x, y), thick);
    let toes = if front { 30 } else { 0 };
    brush.fill_oval(
        (side * (foot + toes), SOLE - 90),
        (150, if front { 105 } else { 88 }),
        person.shoes,
        256,
    );
    let bare = [down(hip, 2300, 200), down(hip + pose.stance / 2, 3900, 138), down(foot, SOLE - 140, 84)];
    brush.fill(&limb(&bare), person.skin);
    let cloth = match person.garment {
        Garment::Trousers => {
            vec![down(hip, 2250, 255), down(hip + pose.stance / 2, 3900, 190), down(foot, SOLE - 190, 140)]
        }
        Garment::Shorts => vec![down(hip, 2250, 255), down(hip + pose.stance / 2, 3600, 235)],
        Garment::Skirt => return,
    };
    brush.fill(&limb(&cloth), person.bottom);
}
