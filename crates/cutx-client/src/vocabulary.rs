//! The words of the API. All lists are open, in requests too: the provider decides which words it accepts. Its own example
//! asks for a style, `modern`, that its table does not list (facts sheet 2.2).

use client_core::open_enum;

open_enum! {
    /// The platform on which ad copy will appear (S4, copy).
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
        /// Any platform.
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
        /// The product in the center.
        ProductHero = "product_hero",
        /// The product in use.
        Lifestyle = "lifestyle",
        /// Few elements beside the product.
        Minimal = "minimal",
        /// Strong colors and shapes.
        Bold = "bold",
        /// A theme of the season.
        Seasonal = "seasonal",
    }

    /// The ratio of width to height of a picture (S4, static ad).
    pub enum AspectRatio {
        /// 1:1, the default.
        Square = "1:1",
        /// 9:16.
        Portrait9x16 = "9:16",
        /// 4:5.
        Portrait4x5 = "4:5",
        /// 16:9.
        Landscape16x9 = "16:9",
    }

    /// The ratio of width to height of a video, which is not offered in 4:5 (S4, video).
    pub enum VideoAspectRatio {
        /// 1:1.
        Square = "1:1",
        /// 9:16, the default.
        Portrait9x16 = "9:16",
        /// 16:9.
        Landscape16x9 = "16:9",
    }

    /// The state of a job (S4, job statuses).
    pub enum JobStatus {
        /// Created, but not queued yet.
        Pending = "pending",
        /// In the queue.
        Queued = "queued",
        /// Running.
        Processing = "processing",
        /// Completed, with its assets.
        Completed = "completed",
        /// Ended by an error; its credits are refunded.
        Failed = "failed",
        /// Ended by the user or an administrator; a refund is not documented.
        Canceled = "canceled",
        /// Ended by waiting too long; a refund is not documented.
        Expired = "expired",
    }

    /// The kind of a job (facts sheet 4.2; only `static_ad` is shown in S4).
    pub enum JobKind {
        /// Ad copy.
        Copy = "copy",
        /// A static ad.
        StaticAd = "static_ad",
        /// An avatar video, the product of the video call.
        UgcVideo = "ugc_video",
        /// Speech.
        Tts = "tts",
        /// Lips that move to speech.
        LipSync = "lip_sync",
        /// The reading of a product from a web page.
        Scrape = "scrape",
        /// A video made from a picture.
        ImageToVideo = "i2v",
        /// A change of the aspect ratio.
        Reframe = "reframe",
    }

    /// The kind of an asset (facts sheet 2.4; only `image` is shown in S4).
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
    /// Returns `true` if the job has ended, with or without a result (facts sheet 4.1). An undocumented status counts as not
    /// ended.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Canceled | Self::Expired)
    }
}
