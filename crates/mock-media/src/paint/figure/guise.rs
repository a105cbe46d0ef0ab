//! The parts that people play in a scene: who may play them, and what they wear.

use super::super::canvas::Color;
use super::super::palette::Chance;
use super::super::shape::Part;
use super::super::shape::Shape::{Limb, Oval, Round, Sharp};
use super::super::shape::Tone::{Is, Main, Shade, Tint};
use super::super::vocabulary::Guise;
use super::person::{Garment, Person, Sleeves};

/// The number of people who are asked for a part.
const ASKED: u64 = 40;

/// Returns a person who can play a part, dressed for it.
pub(super) fn person(guise: Guise, color: Option<Color>, chance: &mut Chance) -> Person {
    let first = chance.next();
    let mut people = (0..ASKED).map(|number| Person::new(first.wrapping_add(number)));
    let mut person = people.find(|person| suits(guise, person)).unwrap_or_else(|| Person::new(first));
    if let Some((top, bottom)) = clothes(guise) {
        (person.top, person.bottom) = (Color(top), Color(bottom));
        person.sleeves = Sleeves::Long;
        person.low_neckline = false;
    }
    if matches!(guise, Guise::Knight | Guise::Astronaut) {
        person.garment = Garment::Trousers;
        person.shoes = person.bottom.mix(Color(0), 60);
    }
    if guise == Guise::Elder {
        person.hair = Color(0xd9_d7d2);
    }
    if let Some(color) = color {
        person.top = color;
    }
    person
}

fn suits(guise: Guise, person: &Person) -> bool {
    match guise {
        Guise::Woman => !person.has_short_hair(),
        Guise::Man => person.has_short_hair(),
        Guise::Child => !person.beard && !person.glasses,
        Guise::Elder => person.beard || person.glasses,
        Guise::Wizard => person.beard,
        _ => true,
    }
}

fn clothes(guise: Guise) -> Option<(u32, u32)> {
    match guise {
        Guise::Royal => Some((0x7a_2a4f, 0x4a_1f3a)),
        Guise::Knight => Some((0xa9_b2bc, 0x7f_8894)),
        Guise::Astronaut => Some((0xec_eef0, 0xd4_d8dc)),
        Guise::Wizard => Some((0x3a_3f8a, 0x2a_2f66)),
        Guise::Cook => Some((0xf6_f4ee, 0x3a_3d44)),
        Guise::Person | Guise::Woman | Guise::Man | Guise::Child | Guise::Elder => None,
    }
}

/// Returns the parts of a headdress, in thousandths of the head's height from the middle of the face.
pub(super) fn headdress(guise: Guise) -> &'static [Part] {
    match guise {
        Guise::Royal => CROWN,
        Guise::Knight => HELMET,
        Guise::Astronaut => GLASS,
        Guise::Wizard => POINTED_HAT,
        Guise::Cook => TOQUE,
        Guise::Person | Guise::Woman | Guise::Man | Guise::Child | Guise::Elder => &[],
    }
}

const CROWN: &[Part] = &[
    Part(
        Is(0xe0_b23f),
        Sharp(&[(-330, -430), (-400, -860), (-200, -640), (0, -920), (200, -640), (400, -860), (330, -430)]),
    ),
    Part(Is(0xb8_862a), Limb(&[((-330, -460), 34), ((0, -420), 34), ((330, -460), 34)])),
    Part(Is(0xd0_3a4f), Oval((0, -560), (44, 50))),
];
const HELMET: &[Part] = &[
    Part(
        Main,
        Round(&[
            (-430, 60),
            (-450, -420),
            (-200, -680),
            (200, -680),
            (450, -420),
            (430, 60),
            (330, 120),
            (330, -200),
            (-330, -200),
            (-330, 120),
        ]),
    ),
    Part(Shade, Limb(&[((-390, -190), 30), ((390, -190), 30)])),
    Part(
        Is(0xc2_3c33),
        Round(&[(-60, -640), (-120, -960), (160, -1040), (380, -800), (160, -820), (60, -640)]),
    ),
];
const GLASS: &[Part] = &[
    Part(Is(0xd4_d8dc), Limb(&[((-560, 560), 90), ((0, 640), 100), ((560, 560), 90)])),
    Part(Tint, Limb(&[((-430, -470), 40), ((-560, -200), 44), ((-590, 60), 36)])),
    Part(
        Is(0xd4_d8dc),
        Limb(&[
            ((-600, 420), 44),
            ((-680, 0), 44),
            ((-480, -480), 44),
            ((0, -680), 44),
            ((480, -480), 44),
            ((680, 0), 44),
            ((600, 420), 44),
        ]),
    ),
];
const POINTED_HAT: &[Part] = &[
    Part(Main, Sharp(&[(-360, -400), (-160, -900), (120, -1320), (200, -900), (360, -400)])),
    Part(Main, Oval((0, -400), (640, 120))),
    Part(Is(0xe0_b23f), Limb(&[((-330, -470), 30), ((0, -440), 34), ((330, -470), 30)])),
];
const TOQUE: &[Part] = &[
    Part(Is(0xf6_f4ee), Oval((-210, -820), (240, 200))),
    Part(Is(0xf6_f4ee), Oval((210, -820), (240, 200))),
    Part(Is(0xf6_f4ee), Oval((0, -900), (260, 210))),
    Part(Is(0xe4_e2dc), Sharp(&[(-330, -760), (330, -760), (330, -430), (-330, -430)])),
];
