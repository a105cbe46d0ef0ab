//! Pictures and films for the results of mocked generative-media APIs, and a reader for the photographs sent to them.
//!
//! A mock promises its callers files: a PNG of the size they asked for, an MP4 film of the length they paid for. This
//! crate makes them offline and within milliseconds. The same request gives the same bytes on every machine. The files
//! are real: players and libraries accept them. People can tell them apart by eye: each file shows its provider, kind,
//! prompt, seed and job id, over a landscape that depends on the request and the seed.
//!
//! ```
//! use std::time::Duration;
//!
//! use mock_media::{Artwork, Card, Film, Studio};
//!
//! let card = Card::new("cutx", "avatar video", "job_01", 7).prompt("A harbour at dawn").note("voice", "aria");
//! let film = Film { scenes: vec![card], width: 320, height: 180, duration: Duration::from_secs(5) };
//! let artwork = Artwork::from(film);
//!
//! let studio = Studio::new(64 << 20);
//! let rendering = studio.render(&artwork);
//! assert_eq!(rendering.content_type, "video/mp4");
//!
//! // Or the answer to an HTTP request for it, byte ranges and all.
//! let headers = [(http::header::RANGE, "bytes=0-99".parse()?)].into_iter().collect();
//! let response = mock_media::respond(&rendering, &http::Method::GET, &headers);
//! assert_eq!(response.status(), http::StatusCode::PARTIAL_CONTENT);
//! assert_eq!(response.body(), &rendering.bytes[..100]);
//! # Ok::<(), http::header::InvalidHeaderValue>(())
//! ```
//!
//! A server calls [`Studio::respond`]. It renders off the threads that answer calls, and it renders an artwork once for
//! all callers that wait for it.
//!
//! A card may show a person; all pictures of one [`Figure::look`] show the same person. A card may also show the source
//! of the result in a frame at the top right: another card, or the [`Thumbnail`] of a photograph that was sent.
//! [`photo::read`] examines such photographs.
//!
//! The pictures are title cards: nothing is generated from the prompt. Films are silent, and only a clock and a
//! progress bar move in them. Latin letters are set in a bundled font, the letters of other scripts as bitmaps.
//! Characters beyond the basic plane of Unicode, such as most emoji, appear as dots.
//!
//! To give the same bytes everywhere, the crate computes with integers. Only the outlines of letters need
//! floating-point numbers. They use no more than addition, multiplication, division and square roots, which IEEE 754
//! defines to the last bit.

mod artwork;
mod card;
mod film;
mod h264;
mod http;
mod mp4;
mod paint;
pub mod photo;
mod picture;
mod rendering;
mod studio;
mod style;

pub use artwork::{Artwork, Film, Picture, PictureFormat};
pub use card::{Card, Figure, Source, View};
pub use http::respond;
pub use photo::{Photo, PhotoError, PhotoFormat, Sharpness, Thumbnail};
pub use rendering::Rendering;
pub use studio::Studio;
pub use style::Style;
