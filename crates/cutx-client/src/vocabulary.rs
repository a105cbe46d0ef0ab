//! The words of the API. All lists are open, in requests too: the provider's own example asks for a style, `modern`,
//! that its table does not list (facts sheet 2.2), and whether a word is accepted is the provider's to say.

use client_core::open_enum;

open_enum! {
    /// Where ad copy is to appear (S4, copy).
    pub enum Platform {
        /// Facebook and Instagram.
        Meta = "meta",
        /// `TikTok`.
        TikTok = "tiktok",
        /// Google Ads.
        Google = "google",
        /// `LinkedIn`.
        LinkedIn = "linkedin",
        /// Pinterest.
        Pinterest = "pinterest",
        /// Anywhere.
        Universal = "universal",
    }

    /// The form of ad copy (S4, copy).
    pub enum Format {
        /// Short copy.
        Short = "short",
        /// Long copy.
        Long = "long",
        /// An opening line.
        Hook = "hook",
        /// A story.
        Story = "story",
    }

    /// The tone of ad copy (S4, copy).
    pub enum Tone {
        /// Professional.
        Professional = "professional",
        /// Casual.
        Casual = "casual",
        /// Urgent.
        Urgent = "urgent",
        /// Luxurious.
        Luxe = "luxe",
        /// Playful.
        Playful = "playful",
        /// Bold.
        Bold = "bold",
    }

    /// The style of a static ad (S4, static ad).
    pub enum Style {
        /// The product in the middle.
        ProductHero = "product_hero",
        /// The product in use.
        Lifestyle = "lifestyle",
        /// Little beside the product.
        Minimal = "minimal",
        /// Loud.
        Bold = "bold",
        /// Of the season.
        Seasonal = "seasonal",
    }

    /// Width to height of a picture or film (S4, static ad and video; a video is not offered in 4:5).
    pub enum AspectRatio {
        /// 1:1, the default of a static ad.
        Square = "1:1",
        /// 9:16, the default of a video.
        Portrait9x16 = "9:16",
        /// 4:5, for static ads only.
        Portrait4x5 = "4:5",
        /// 16:9.
        Landscape16x9 = "16:9",
    }

    /// How far a job is (S4, job statuses).
    pub enum JobStatus {
        /// Created, not yet queued.
        Pending = "pending",
        /// In the queue.
        Queued = "queued",
        /// At work.
        Processing = "processing",
        /// Done; its assets are there.
        Completed = "completed",
        /// Ended by an error; its credits are refunded.
        Failed = "failed",
        /// Ended by the user or an administrator; a refund is not documented.
        Canceled = "canceled",
        /// Ended by waiting too long; a refund is not documented.
        Expired = "expired",
    }

    /// What a job makes (facts sheet 4.2; only `static_ad` is shown in S4).
    pub enum JobKind {
        /// Ad copy.
        Copy = "copy",
        /// A picture.
        StaticAd = "static_ad",
        /// An avatar video, as the video call makes it.
        UgcVideo = "ugc_video",
        /// Speech.
        Tts = "tts",
        /// Lips moved to speech.
        LipSync = "lip_sync",
        /// A product read from a web page.
        Scrape = "scrape",
        /// A video from a picture.
        ImageToVideo = "i2v",
        /// Another aspect ratio.
        Reframe = "reframe",
    }

    /// What an asset is (facts sheet 2.4; only `image` is shown in S4).
    pub enum AssetKind {
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// Text.
        Copy = "copy",
        /// Sound.
        Audio = "audio",
    }
}

impl JobStatus {
    /// Whether the job has ended, well or not (facts sheet 4.1). A status that isn't documented has not.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Canceled | Self::Expired)
    }
}
