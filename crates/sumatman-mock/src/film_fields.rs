//! The fields of a film in a request: each once, with its clause and its rule, in the order of the document's table.

use std::sync::Arc;

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, boolean, integer, number, one_of, text};
use serde_json::Value;

use crate::clause;
use crate::options::{Dimension, Language, STYLES, StoryType};
use crate::wishes::Wishes;

/// Reads the options of a film.
pub(crate) fn read(fields: &mut Fields<'_>, is_new: bool) -> Wishes {
    Reader { fields, is_new }.wishes()
}

/// Reads options. Cites the clause of an option that takes effect, and of a default that shows in the answer.
struct Reader<'a, 'b> {
    fields: &'a mut Fields<'b>,
    is_new: bool,
}

impl Reader<'_, '_> {
    /// Reads an option, and cites the clause on its absence if a new task leaves it out.
    fn option<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        left_out: ClauseRef,
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        self.cite_if(self.is_new && !self.fields.has(field), left_out);
        self.fields.checked(field, clause, rule)
    }

    fn text(&mut self, field: &'static str, clause: ClauseRef) -> Option<String> {
        self.fields.checked(field, clause, text(0..=usize::MAX))
    }

    fn cite_if(&mut self, holds: bool, clause: ClauseRef) {
        if holds {
            self.fields.cite(clause);
        }
    }

    fn wishes(&mut self) -> Wishes {
        let story_type =
            self.fields.checked("story_type", &clause::CREATE_STORY_TYPE, one_of(StoryType::ALL));
        let input_story =
            self.fields.checked("input_story", &clause::CREATE_INPUT_STORY, text(10..=usize::MAX));
        let voice_language = self.option(
            "voice_language",
            &clause::CREATE_VOICE_LANGUAGE,
            &clause::CREATE_VOICE_LANGUAGE_OPTIONAL,
            one_of(Language::ALL),
        );
        self.cite_if(voice_language == Some(Language::Chinese), &clause::CREATE_VOICE_LANGUAGE_CHINESE);
        let dimension = self.option(
            "dimension_type",
            &clause::CREATE_DIMENSION_TYPE,
            &clause::CREATE_DIMENSION_TYPE_OPTIONAL,
            one_of(Dimension::ALL),
        );
        self.cite_if(dimension == Some(Dimension::Portrait), &clause::CREATE_DIMENSION_TYPE_PORTRAIT);
        let illustration_style = self.illustration_style();
        let minutes = self.video_duration();
        let narrator = self.text("narrator_name", &clause::CREATE_NARRATOR_NAME);
        let voice = self.text("narrator_voice_id", &clause::CREATE_NARRATOR_VOICE_ID);
        self.cite_if(voice.is_some(), &clause::CREATE_NARRATOR_VOICE_ID);
        self.text("audience_age", &clause::CREATE_AUDIENCE_AGE);
        self.text("audience_gender", &clause::CREATE_AUDIENCE_GENDER);
        self.text("audience_location", &clause::CREATE_AUDIENCE_LOCATION);
        self.fields.checked("temperature", &clause::CREATE_TEMPERATURE, number(0..=1));
        self.text("search_keywords", &clause::CREATE_SEARCH_KEYWORDS);
        let watermark = self.fields.checked("watermark_enabled", &clause::CREATE_WATERMARK_ENABLED, boolean);
        self.cite_if(watermark == Some(true), &clause::CREATE_WATERMARK_ENABLED);
        let fixed_character =
            self.fields.checked("use_fixed_character", &clause::CREATE_USE_FIXED_CHARACTER, boolean);
        let character = self.text("character_name", &clause::CREATE_CHARACTER_NAME);
        self.cite_if(fixed_character == Some(true), &clause::CREATE_USE_FIXED_CHARACTER);
        self.cite_if(fixed_character == Some(true) && character.is_some(), &clause::CREATE_CHARACTER_NAME);
        let subtitle = self.fields.checked("enable_subtitle", &clause::CREATE_ENABLE_SUBTITLE, boolean);
        self.cite_if(subtitle == Some(false), &clause::CREATE_ENABLE_SUBTITLE);
        let zoom = self.fields.checked("enable_zoom_effect", &clause::CREATE_ENABLE_ZOOM_EFFECT, boolean);
        self.cite_if(zoom == Some(false), &clause::CREATE_ENABLE_ZOOM_EFFECT);
        let clause = &clause::CREATE_ENABLE_CHAPTER_TRANSITIONS;
        let transitions = self.fields.checked("enable_chapter_transitions", clause, boolean);
        self.cite_if(transitions == Some(false), clause);
        self.text("copy_to_email", &clause::CREATE_COPY_TO_EMAIL);
        self.text("triggered_by", &clause::CREATE_TRIGGERED_BY);
        // The key was checked before: this field is the third way to send it.
        self.fields.checked("api_key", &clause::AUTH_BODY, |_| Ok(()));
        Wishes {
            story_type,
            input_story: input_story.map(Arc::from),
            voice_language,
            dimension,
            illustration_style,
            minutes,
            narrator: narrator.map(Arc::from),
            watermark,
            subtitle,
            zoom,
            transitions,
            fixed_character,
            character: character.map(Arc::from),
            voice: voice.map(Arc::from),
        }
    }

    fn illustration_style(&mut self) -> Option<Arc<str>> {
        let clause = &clause::CREATE_ILLUSTRATION_STYLE;
        let style = self.fields.checked("illustration_style", clause, text(1..=usize::MAX))?;
        let name = STYLES.iter().find(|name| style.starts_with(**name));
        self.fields.cite(match name.map(|name| &style[name.len()..]) {
            Some("") => clause,
            Some(rest) if rest.starts_with(" - ") => &clause::CREATE_ILLUSTRATION_STYLE_DESCRIBED,
            _ => &clause::CREATE_ILLUSTRATION_STYLE_FREE,
        });
        Some(style.into())
    }

    fn video_duration(&mut self) -> Option<u32> {
        let (least, most) = (3, 30);
        let default = &clause::CREATE_VIDEO_DURATION_DEFAULT;
        let any = integer(i128::MIN..=i128::MAX);
        let minutes = self.option("video_duration", &clause::CREATE_VIDEO_DURATION, default, any)?;
        let beyond: ClauseRef = if minutes < least {
            &clause::CREATE_VIDEO_DURATION_TOO_SHORT
        } else if minutes > most {
            &clause::CREATE_VIDEO_DURATION_TOO_LONG
        } else {
            return u32::try_from(minutes).ok();
        };
        self.fields.refuse("video_duration", Fault::NotWithin { least, most }, beyond);
        None
    }
}
