//! The pictures and films that the results of mocked generative-media APIs point to, and the photographs sent to them.
//!
//! A mock promises its callers files: a PNG of the size they asked for, an MP4 film of the length they paid for. This
//! crate makes them, offline, within milliseconds, and always the same bytes for the same request, on every machine. They
//! are real files, which players and libraries accept, and they can be told apart by eye: each shows the provider, the
//! kind, the prompt, the seed and the job id that it stands for, over a landscape of its own that comes from prompt and
//! seed.
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
//! A server asks [`Studio::respond`], which renders off the threads that answer calls, and each artwork once for all who wait.
//!
//! A card may show a person, the same in all pictures of one [`Figure::look`], and hang what the result was made from on the
//! wall: another card or the [`Thumbnail`] of a photograph that was sent, which [`photo::read`] examines.
//!
//! What is not real: nothing is generated from the prompt, pictures are title cards. Films are silent, and all that moves
//! in them is a clock and a progress bar. The font has Latin letters only; other characters show as boxes.
//!
//! For the same bytes everywhere, everything is computed with integers, except for the outlines of letters, where floating
//! point is held to addition, multiplication, division and square roots, which IEEE 754 defines to the last bit.

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

pub use artwork::{Artwork, Film, Picture, PictureFormat};
pub use card::{Card, Figure, Source, View};
pub use http::respond;
pub use photo::{Photo, PhotoError, PhotoFormat, Sharpness, Thumbnail};
pub use rendering::Rendering;
pub use studio::Studio;
