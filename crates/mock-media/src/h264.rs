//! A small H.264 encoder (ITU-T H.264, Constrained Baseline) for pictures that hardly change.
//!
//! Key pictures are Intra 16x16 macroblocks with CAVLC residuals, in slices of whole rows. All other pictures repeat parts of the key
//! picture before them along motion vectors that are given, except for a few macroblocks that are coded anew in the same intra way. No
//! picture follows from another one than a key picture, so that the coded bytes of equal pictures are equal. There is no motion search, no
//! rate control and no deblocking: landscapes of flat rows need none of them.

mod cavlc;
#[cfg(test)]
pub(crate) mod decoder;
mod encoder;
mod intra;
mod macroblock;
mod motion;
mod nal;
mod params;
mod planes;
mod tables;
mod transform;

pub(crate) use encoder::Encoder;
pub(crate) use motion::Step;
pub(crate) use params::ParameterSets;
#[cfg(test)]
use planes::Plane;
pub(crate) use planes::Planes;

#[cfg(test)]
mod tests;
