//! The words of the API. All lists are open, in requests too: whether a word is accepted is the provider's to say.

use client_core::open_enum;

open_enum! {
    /// What kind of story is told (S2, story types).
    pub enum StoryType {
        /// Magical tales.
        Fairytale = "fairytale_story",
        /// Journeys and quests.
        Adventure = "adventure_story",
        /// Stories to learn from.
        Educational = "educational_story",
        /// Told as cinema tells.
        Cinematic = "cinematic_story",
        /// Technology and space.
        SciFi = "sci_fi_story",
        /// Stories from other times.
        Historical = "historical_story",
        /// Love.
        Romantic = "romantic_story",
        /// Superheroes and comic books.
        Comics = "comics_story",
        /// Religious stories.
        Bible = "bible_story",
        /// Books retold.
        Book = "book_story",
        /// Music.
        Lyric = "lyric_story",
        /// Poems in pictures.
        Poetry = "poetry_story",
        /// Magic and mythical creatures.
        Fantasy = "fantasy_story",
        /// Dreams.
        Dream = "dream_story",
    }

    /// The language of the narration (S2, voice languages).
    pub enum VoiceLanguage {
        /// English, the provider's default.
        English = "english",
        /// Mandarin.
        Chinese = "chinese",
    }

    /// Which way the film is turned (S2, dimension types).
    pub enum DimensionType {
        /// 1024x576, 16:9, the provider's default.
        Landscape = "landscape",
        /// 576x1024, 9:16.
        Portrait = "portrait",
    }

    /// How the film is drawn (S2, illustration styles). The provider's example adds ` - ` and the style's description
    /// to its name; any such text can be had with `IllustrationStyle::from`.
    pub enum IllustrationStyle {
        /// Soft colours and detailed backgrounds.
        GhibliInspired = "Japanese Ghibli-inspired Style",
        /// Dramatic light and shadow.
        CinematicLighting = "Cinematic Lighting",
        /// Digital brush strokes.
        DigitalPainting = "Digital Painting",
        /// Transparent layers on paper.
        Watercolor = "Watercolor",
        /// Realistic computer graphics.
        Rendering3D = "3D Rendering",
        /// Strong outlines.
        ComicBook = "Comic Book Style",
        /// Brush and ink.
        ChineseInkPainting = "Chinese Ink Painting",
        /// As if photographed.
        Photorealistic = "Photorealistic",
        /// Large eyes and bright colours.
        Anime = "Anime Style",
        /// Oil on canvas.
        OilPainting = "Oil Painting",
    }

    /// What a submission does (S2, task modes).
    pub enum Mode {
        /// Makes a new film.
        Create = "create",
        /// Makes a task's film anew.
        Repeat = "repeat",
        /// Changes a task that isn't completed.
        Edit = "edit",
        /// Makes a sequel to a completed task's film.
        Continue = "continue",
    }

    /// How far a task is (S2, task list parameters).
    pub enum TaskStatus {
        /// Accepted, not yet begun.
        Pending = "pending",
        /// At work.
        Processing = "processing",
        /// Done; its film is there.
        Completed = "completed",
        /// Ended by an error; its credits are given back.
        Failed = "failed",
    }
}
