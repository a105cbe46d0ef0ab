//! A small H.264 encoder (ITU-T H.264, Constrained Baseline) for pictures that hardly change.
//!
//! Key pictures are Intra 16x16 macroblocks with CAVLC residuals, in one or two slices. All other pictures repeat the
//! picture before (`P_Skip`), except for a few macroblocks that are coded anew in the same intra way. There is no
//! motion search, no rate control and no deblocking: landscapes of flat rows need none of them.

mod bits;
mod cavlc;
#[cfg(test)]
pub(crate) mod decoder;
mod encoder;
mod intra;
mod macroblock;
mod params;
mod planes;
mod tables;
mod transform;

pub(crate) use encoder::Encoder;
pub(crate) use params::ParameterSets;
#[cfg(test)]
use planes::Plane;
pub(crate) use planes::Planes;

#[cfg(test)]
mod tests;
