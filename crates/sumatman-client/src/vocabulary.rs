//! The words of the API. All lists are open, in requests too: the provider decides which words it accepts.

use client_core::open_enum;

open_enum! {
    /// The type of a story (S2, story types).
    pub enum StoryType {
        /// Magical tales.
        Fairytale = "fairytale_story",
        /// Journeys and quests.
        Adventure = "adventure_story",
        /// Stories to learn from.
        Educational = "educational_story",
        /// Stories in the manner of the cinema.
        Cinematic = "cinematic_story",
        /// Technology and space.
        SciFi = "sci_fi_story",
        /// Stories from other times.
        Historical = "historical_story",
        /// Love stories.
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

    /// The orientation of the film (S2, dimension types).
    pub enum DimensionType {
        /// 1024x576, 16:9, the provider's default.
        Landscape = "landscape",
        /// 576x1024, 9:16.
        Portrait = "portrait",
    }

    /// The drawing style of the film (S2, illustration styles). The provider's example adds ` - ` and the style's
    /// description to its name. `IllustrationStyle::from` takes any such text.
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
        /// The look of a photograph.
        Photorealistic = "Photorealistic",
        /// Large eyes and bright colours.
        Anime = "Anime Style",
        /// Oil on canvas.
        OilPainting = "Oil Painting",
    }

    /// The effect of a submission (S2, task modes).
    pub enum Mode {
        /// Makes a new film.
        Create = "create",
        /// Makes the film of a task again.
        Repeat = "repeat",
        /// Changes a task that is not completed.
        Edit = "edit",
        /// Makes a sequel to the film of a completed task.
        Continue = "continue",
    }

    /// The state of a task (S2, task list parameters).
    pub enum TaskStatus {
        /// Accepted, but not started.
        Pending = "pending",
        /// Running.
        Processing = "processing",
        /// Completed, with its film.
        Completed = "completed",
        /// Ended by an error; its credits are refunded.
        Failed = "failed",
    }
}
