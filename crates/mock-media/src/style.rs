//! The styles that a picture can be drawn in.

/// A style. Each is a look of its own; a person's face is the same in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// The style that the words of the prompt name, or else plain flat shapes.
    #[default]
    Free,
    /// Washes of colour on white paper.
    Watercolor,
    /// Ink on rice paper, with a red seal.
    Ink,
    /// Black outlines and dots of print.
    Comic,
    /// Clean outlines and strong colours.
    Anime,
    /// Visible strokes of a brush.
    Oil,
    /// Grain, and darker corners.
    Photo,
    /// The colours of the cinema, between black bars.
    Cinematic,
    /// Solid shapes in soft light.
    Solid,
    /// Soft colours under tall clouds.
    Storybook,
    /// Slanting strokes in glowing colours.
    Digital,
    /// Dark lines on light paper.
    Line,
    /// A few flat colours of print.
    Poster,
    /// Large square dots.
    Pixel,
    /// A product on a stand, in a cone of light.
    ProductHero,
    /// A product with a person at home.
    Lifestyle,
    /// A product alone on a pale ground.
    Minimal,
    /// A product before loud rays.
    Bold,
    /// A product among the signs of a season.
    Seasonal,
    /// A product before large plain shapes.
    Modern,
}
