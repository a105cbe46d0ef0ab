//! The looks of a person, and their pose.

use super::super::canvas::Color;
use super::super::frame::Mouth;
use super::super::palette::Chance;

/// A hairstyle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Cropped,
    Parted,
    Bob,
    Fringe,
    Long,
    Bun,
    Curls,
}

/// The length of the sleeves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sleeves {
    Short,
    Long,
}

/// A garment below the waist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Garment {
    Trousers,
    Shorts,
    Skirt,
}

/// Everything about a person that stays the same in all pictures.
pub(super) struct Person {
    pub(super) skin: Color,
    pub(super) hair: Color,
    pub(super) iris: Color,
    pub(super) lips: Color,
    pub(super) top: Color,
    pub(super) bottom: Color,
    pub(super) shoes: Color,
    pub(super) cut: Cut,
    pub(super) beard: bool,
    pub(super) glasses: bool,
    /// Half the width of the jaw.
    pub(super) jaw: i32,
    /// The distance of each eye from the middle.
    pub(super) eyes: i32,
    /// Half the thickness of the brows.
    pub(super) brows: i32,
    /// Half the width of the mouth.
    pub(super) mouth: i32,
    /// Half the width of the shoulders.
    pub(super) shoulders: i32,
    /// Half the width of the waist.
    pub(super) waist: i32,
    pub(super) sleeves: Sleeves,
    pub(super) low_neckline: bool,
    pub(super) garment: Garment,
}

const SKINS: [u32; 8] =
    [0xf8_dcc8, 0xf2_c7a8, 0xe6_b48f, 0xd6_9c70, 0xbd_8050, 0x9a_643c, 0x79_4b2d, 0x5a_3623];
const HAIRS: [u32; 9] =
    [0x1d_1817, 0x2f_2019, 0x4a_2e1e, 0x6d_4527, 0x93_6234, 0xc7_9c55, 0xe2_c58c, 0x9c_4326, 0x8b_8785];
const IRISES: [u32; 5] = [0x4b_2f1f, 0x6e_4a2a, 0x46_7351, 0x3b_6f9e, 0x66_808f];
const TOPS: [u32; 10] = [
    0xc8_4b3c, 0x2f_6f8f, 0xe0_a83a, 0x3f_7d5c, 0xf0_ede4, 0x7a_4e8a, 0x30_3a4f, 0xe3_8f86, 0x8f_b5b0,
    0xb8_6a3a,
];
const BOTTOMS: [u32; 6] = [0x2c_3e5c, 0x23_262c, 0x6b_5640, 0x4c_5a49, 0x8a_8f98, 0x5b_2f3a];
const SHOES: [u32; 5] = [0x1c_1c1f, 0xf0_eee8, 0x5c_3a26, 0x8b_2e2e, 0x38_4a5e];

impl Person {
    /// Creates the person of a look.
    pub(super) fn new(look: u64) -> Self {
        use Cut::{Bob, Bun, Cropped, Curls, Fringe, Long, Parted};
        let mut chance = Chance::new(look);
        let skin = Color(chance.pick(&SKINS));
        let hair = Color(chance.pick(&HAIRS));
        let cut = chance.pick(&[Cropped, Parted, Parted, Bob, Fringe, Long, Bun, Curls]);
        let short = matches!(cut, Cropped | Parted);
        let shoulders = if short { chance.between(540, 600) } else { chance.between(470, 540) };
        Self {
            skin,
            hair,
            iris: Color(chance.pick(&IRISES)),
            lips: skin.mix(Color(0xa8_2f3a), chance.between(70, 150).unsigned_abs()),
            top: Color(chance.pick(&TOPS)),
            bottom: Color(chance.pick(&BOTTOMS)),
            shoes: Color(chance.pick(&SHOES)),
            cut,
            beard: short && chance.between(0, 2) == 0,
            glasses: chance.between(0, 3) == 0,
            jaw: if short { chance.between(235, 275) } else { chance.between(195, 235) },
            eyes: chance.between(158, 176),
            brows: chance.between(13, 24),
            mouth: chance.between(105, 140),
            shoulders,
            waist: shoulders * chance.between(68, 82) / 100,
            sleeves: chance.pick(&[Sleeves::Long, Sleeves::Short]),
            low_neckline: chance.between(0, 1) == 0,
            garment: if short {
                chance.pick(&[Garment::Trousers, Garment::Trousers, Garment::Shorts])
            } else {
                chance.pick(&[Garment::Trousers, Garment::Skirt, Garment::Skirt])
            },
        }
    }

    /// Returns `true` for short hair.
    pub(super) fn has_short_hair(&self) -> bool {
        matches!(self.cut, Cut::Cropped | Cut::Parted)
    }

    /// Returns the colour of skin away from the light.
    pub(super) fn shaded_skin(&self) -> Color {
        self.skin.mix(Color(0x6e_2a2a), 56)
    }
}

/// The position of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arm {
    Hanging,
    OnHip,
    Waving,
}

/// Everything about a person that changes from picture to picture.
pub(super) struct Pose {
    /// The distance by which the crown leans to the right of the chin.
    pub(super) tilt: i32,
    /// The distance by which the features of the face are turned to the right.
    pub(super) turn: i32,
    /// The height by which the corners of the mouth go up.
    pub(super) smile: i32,
    pub(super) mouth: Mouth,
    /// The side that the light comes from: 1 for left, -1 for right.
    pub(super) light: i32,
    /// The arm at the right and the arm at the left of the picture.
    pub(super) arms: [Arm; 2],
    /// The distance by which each foot stands outside of its hip.
    pub(super) stance: i32,
}

impl Pose {
    /// Creates a random pose.
    pub(super) fn new(chance: &mut Chance) -> Self {
        let relaxed = [Arm::Hanging, Arm::Hanging, Arm::OnHip];
        Self {
            tilt: chance.between(-70, 70),
            turn: chance.between(-34, 34),
            smile: chance.between(4, 34),
            mouth: Mouth::Closed,
            light: chance.pick(&[1, -1]),
            arms: [chance.pick(&[Arm::Hanging, Arm::OnHip, Arm::Waving]), chance.pick(&relaxed)],
            stance: chance.between(0, 90),
        }
    }
}
