//! Seeded choices: a small generator, and the colours that it picks from.

use super::canvas::Color;

/// `SplitMix64`: a tiny generator with the same numbers everywhere.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from(high.abs_diff(low)) + 1;
        low + i32::try_from(self.next() % span).unwrap_or(0)
    }

    /// Returns one of several choices.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.next() % choices.len() as u64).unwrap_or(0)]
    }
}

/// The colours of one picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    pub(super) zenith: Color,
    pub(super) horizon: Color,
    pub(super) sun: Color,
    pub(super) far: Color,
    pub(super) near: Color,
    pub(crate) accent: Color,
    pub(super) starry: bool,
}

/// The colour of plain text and of frames.
pub(crate) const INK: Color = Color(0xfb_f7ee);

impl Palette {
    pub(super) const fn new(starry: bool, [zenith, horizon, sun, far, near, accent]: [u32; 6]) -> Self {
        Self {
            zenith: Color(zenith),
            horizon: Color(horizon),
            sun: Color(sun),
            far: Color(far),
            near: Color(near),
            accent: Color(accent),
            starry,
        }
    }
}

/// Returns a colour with `share` of 256 of another one over it.
pub(super) fn blend(color: u32, over: u32, share: u32) -> u32 {
    Color(color).mix(Color(over), share).0
}

/// The colours to pick from. Skies are dark enough at the top for light text, and the nearest ground is dark enough at
/// the foot.
pub(super) const PALETTES: [Palette; 12] = [
    Palette::new(false, [0x2b_2d5b, 0xf7_a072, 0xff_e3b3, 0x9a_6288, 0x1e_1b3a, 0xff_b86b]),
    Palette::new(false, [0x12_405f, 0xb5_dfe0, 0xf6_fbf2, 0x6b_9db4, 0x0b_2239, 0xf4_a261]),
    Palette::new(false, [0xa8_4a36, 0xf6_d6ad, 0xff_f3d6, 0xcf_7450, 0x3f_1916, 0xff_d166]),
    Palette::new(false, [0x1d_6560, 0xcf_e8d5, 0xff_f6d5, 0x78_b5a4, 0x0c_3231, 0xff_c857]),
    Palette::new(false, [0x4b_3f72, 0xe8_c7de, 0xff_f1e6, 0xa0_86b9, 0x22_1a40, 0xff_a9b9]),
    Palette::new(true, [0x0a_0f2c, 0x3a_5288, 0xf5_f0dc, 0x35_4a7e, 0x07_0c20, 0x8f_d3ff]),
    Palette::new(false, [0x8f_3441, 0xf9_c5b5, 0xff_f0e0, 0xc8_6f74, 0x36_111d, 0xff_d9a0]),
    Palette::new(false, [0x3d_5a6c, 0xf2_cc8f, 0xff_f5dd, 0xae_8a6d, 0x28_2320, 0xf0_c766]),
    Palette::new(true, [0x0b_132b, 0x3a_8f85, 0xe0_fbfc, 0x23_6964, 0x07_141f, 0x7c_f5c4]),
    Palette::new(false, [0x1b_4965, 0xff_b9a8, 0xff_f1d0, 0x6e_9fbd, 0x0d_2a3f, 0xff_d6a5]),
    Palette::new(true, [0x2d_142c, 0xee_7752, 0xff_d9a8, 0x8a_2340, 0x17_091a, 0xff_b26b]),
    Palette::new(false, [0x45_6b62, 0xde_dbd0, 0xfe_fae0, 0x8a_ad92, 0x1c_2a27, 0xe9_c46a]),
];
