//! The scene that the words of a prompt describe.

use super::canvas::Color;
use super::palette::{Chance, Palette, blend};
use super::subjects::{Stands, Subject};
use super::vocabulary::{Guise, Hour, Meaning, Place, Season, Weather, meanings};
use crate::style::Style;

/// The number of things and people that a scene shows.
const MOST_ACTORS: usize = 3;
/// The number of words between a colour and the thing that it belongs to, in bytes of text.
const COLOR_REACH: usize = 24;

/// A thing or a person in a scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actor {
    pub(super) role: Role,
    /// The colour that the prompt gives it.
    pub(super) color: Option<Color>,
    /// `true` if there are several of it.
    pub(super) several: bool,
}

/// The kind of an actor.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    Thing(&'static Subject),
    Person(Guise),
}

/// Everything that a text says of a scene.
#[derive(Debug, Default)]
pub(super) struct Scenery {
    pub(super) hour: Option<Hour>,
    pub(super) weather: Option<Weather>,
    pub(super) season: Option<Season>,
    place: Option<Place>,
    pub(super) actors: Vec<Actor>,
    /// `true` for a view from near.
    pub(super) near: bool,
    pub(super) style: Style,
}

impl Scenery {
    /// Reads a text. `style` stands above the style that the text names.
    pub(super) fn read(text: &str, style: Style) -> Self {
        let mut scenery = Self::default();
        let mut color: Option<(usize, Color)> = None;
        let mut several: Option<usize> = None;
        for (at, meaning) in meanings(text) {
            match meaning {
                Meaning::Hour(hour) => _ = scenery.hour.get_or_insert(hour),
                Meaning::Weather(weather) => _ = scenery.weather.get_or_insert(weather),
                Meaning::Season(season) => _ = scenery.season.get_or_insert(season),
                Meaning::Place(place) => _ = scenery.place.get_or_insert(place),
                Meaning::Color(value) => color = Some((at, Color(value))),
                Meaning::Several => several = Some(at),
                Meaning::Near => scenery.near = true,
                Meaning::Style(named) if scenery.style == Style::Free => scenery.style = named,
                Meaning::Style(_) => {}
                Meaning::Subject(subject) => {
                    let color = near(color.take(), at);
                    scenery.add(Actor {
                        role: Role::Thing(subject),
                        color,
                        several: several.take().is_some(),
                    });
                }
                Meaning::Person(guise) => {
                    let color = near(color.take(), at);
                    scenery.add(Actor {
                        role: Role::Person(guise),
                        color,
                        several: several.take().is_some(),
                    });
                }
            }
        }
        if style != Style::Free {
            scenery.style = style;
        }
        scenery
    }

    fn add(&mut self, actor: Actor) {
        let same = |other: &Actor| match (other.role, actor.role) {
            (Role::Thing(one), Role::Thing(other)) => std::ptr::eq(one, other),
            // "A woman, a portrait of a dancer" is one person.
            (Role::Person(_), Role::Person(_)) => true,
            _ => false,
        };
        if let Some(known) = self.actors.iter_mut().find(|other| same(other)) {
            known.color = known.color.or(actor.color);
            if let (Role::Person(Guise::Person), Role::Person(_)) = (known.role, actor.role) {
                known.role = actor.role;
            }
        } else if self.actors.len() < MOST_ACTORS {
            self.actors.push(actor);
        }
    }

    /// Returns `true` if the text says nothing of what is to be seen.
    pub(super) fn is_open(&self) -> bool {
        self.hour.is_none()
            && self.weather.is_none()
            && self.season.is_none()
            && self.place.is_none()
            && self.actors.is_empty()
    }

    /// Returns the place that the text names, or the one where its first thing is at home.
    pub(super) fn place(&self) -> Option<Place> {
        let home = || match self.actors.first()?.role {
            Role::Thing(subject) => match subject.stands {
                Stands::Water => Some(Place::Sea),
                Stands::Table => Some(Place::Table),
                Stands::Ground | Stands::Air => None,
            },
            Role::Person(Guise::Astronaut) => Some(Place::Space),
            Role::Person(Guise::Cook) => Some(Place::Room),
            Role::Person(_) => None,
        };
        self.place.or_else(home)
    }

    /// Returns the colours of the scene.
    pub(super) fn palette(&self, chance: &mut Chance) -> Palette {
        let hour = self.hour.unwrap_or(match (self.place(), self.weather) {
            (Some(Place::Space), _) | (_, Some(Weather::Aurora)) => Hour::Night,
            _ => Hour::Day,
        });
        let (zenith, horizon, sun, accent) = match hour {
            Hour::Dawn => chance.pick(&[
                (0x5a_5f9a, 0xf9_c9b0, 0xff_efd0, 0xff_c9a0),
                (0x4a_6f9f, 0xf7_d9b8, 0xff_f3d8, 0xff_d0a8),
            ]),
            Hour::Day => chance.pick(&[
                (0x2c_78bd, 0xcf_e8f4, 0xff_f6d0, 0xff_d98a),
                (0x3a_8ac4, 0xdf_eff2, 0xff_f6d8, 0xff_dc98),
            ]),
            Hour::Sunset => chance.pick(&[
                (0x3a_2f66, 0xf9_9a5c, 0xff_dca0, 0xff_b86b),
                (0x54_2f5f, 0xf8_8a62, 0xff_d79a, 0xff_bd80),
            ]),
            Hour::Night => chance.pick(&[
                (0x07_0d28, 0x2b_4377, 0xf4_efd8, 0x8f_d3ff),
                (0x0a_1030, 0x34_4a80, 0xf2_f0e0, 0x9c_d8ff),
            ]),
        };
        let (far, near) = self.ground();
        let dark = hour == Hour::Night;
        let (zenith, horizon, veil) = match self.weather {
            Some(Weather::Storm) => (blend(zenith, 0x23_2a36, 200), blend(horizon, 0x5f_6b78, 190), 70),
            Some(Weather::Rain) => (blend(zenith, 0x4a_5866, 180), blend(horizon, 0x93_a2ad, 170), 60),
            Some(Weather::Fog) => (blend(zenith, 0xa8_b2b8, 150), blend(horizon, 0xd9_dedd, 170), 90),
            Some(Weather::Snowfall) => (blend(zenith, 0x8a_9fb4, 130), blend(horizon, 0xe4_ecf2, 150), 40),
            Some(Weather::Clouds) => (blend(zenith, 0x6f_8aa0, 110), blend(horizon, 0xd4_dee4, 90), 20),
            _ => (zenith, horizon, 0),
        };
        let light = |color: u32| match hour {
            Hour::Night => blend(color, 0x0a_1230, 170),
            Hour::Sunset => blend(color, 0x5a_2440, 100),
            Hour::Dawn => blend(color, 0x8a_6080, 60),
            Hour::Day => color,
        };
        let (far, near) = (blend(light(far), horizon, 60 + veil), light(near));
        Palette::new(dark, [zenith, horizon, sun, far, near, accent])
    }

    /// Returns the colours of the land, far and near.
    fn ground(&self) -> (u32, u32) {
        let winter = self.season == Some(Season::Winter) || self.weather == Some(Weather::Snowfall);
        match self.place() {
            Some(Place::Desert) => (0xe0_b070, 0xb8_7a42),
            Some(Place::Space) => (0x6a_6f80, 0x34_3848),
            Some(Place::Underwater) => (0x1f_7f96, 0x0c_3f5a),
            Some(Place::City) => (0x8a_98a8, 0x2a_3442),
            Some(Place::Beach) => (0x9f_c4a0, 0xe6_cf9a),
            Some(Place::Mountains) if !winter && self.season.is_none() => (0x8f_a2b4, 0x3d_5560),
            _ if winter => (0xd4_e2ee, 0xe8_f0f6),
            _ => match self.season {
                Some(Season::Spring) => (0xa8_cf90, 0x6f_ae58),
                Some(Season::Autumn) => (0xd8_9a4f, 0x96_582c),
                Some(Season::Summer) => (0x8f_c078, 0x4f_9a48),
                Some(Season::Winter) | None => (0x8f_b894, 0x46_7d50),
            },
        }
    }

    /// Returns the colour of the air over things, and its share of 256.
    pub(super) fn air(&self, palette: &Palette) -> (Color, u32) {
        let share = match (self.hour, self.weather) {
            _ if self.place() == Some(Place::Table) => 0,
            (Some(Hour::Night), _) => 96,
            (_, Some(Weather::Fog)) => 70,
            (Some(Hour::Sunset), _) | (_, Some(Weather::Storm | Weather::Rain)) => 50,
            _ => 0,
        };
        (
            if self.hour == Some(Hour::Night) {
                palette.zenith
            } else {
                palette.horizon.mix(palette.zenith, 110)
            },
            share,
        )
    }
}

/// Returns a colour that stands close before a thing.
fn near(color: Option<(usize, Color)>, at: usize) -> Option<Color> {
    color.filter(|(before, _)| at - before <= COLOR_REACH).map(|(_, color)| color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_read_for_its_scene() {
        let scenery = Scenery::read("A red fox in a snowy forest at night, watercolor", Style::Free);
        assert_eq!((scenery.hour, scenery.weather), (Some(Hour::Night), Some(Weather::Snowfall)));
        assert_eq!((scenery.place(), scenery.style), (Some(Place::Forest), Style::Watercolor));
        assert!(matches!(scenery.actors[..], [Actor { role: Role::Thing(_), color: Some(_), .. }]));
        let scenery = Scenery::read("冬天的夜晚，三只企鹅在冰上", Style::Ink);
        assert_eq!((scenery.season, scenery.hour), (Some(Season::Winter), Some(Hour::Night)));
        assert!(scenery.actors[0].several && scenery.style == Style::Ink);
        assert!(
            Scenery::read("", Style::Free).is_open() && Scenery::read("Untitled 7", Style::Comic).is_open()
        );
    }

    #[test]
    fn a_thing_is_at_home_where_the_prompt_names_no_place() {
        for (text, place) in [
            ("a whale", Some(Place::Sea)),
            ("a cup of coffee", Some(Place::Table)),
            ("a cup of coffee in the forest", Some(Place::Forest)),
            ("a horse", None),
            ("an astronaut", Some(Place::Space)),
        ] {
            assert_eq!(Scenery::read(text, Style::Free).place(), place, "{text}");
        }
    }
}
