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

/// Reads options. If a new task leaves one out, the reader cites the clause on its default.
struct Reader<'a, 'b> {
    fields: &'a mut Fields<'b>,
    is_new: bool,
}

impl Reader<'_, '_> {
    fn option<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        left_out: &[ClauseRef],
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = self.fields.optional(field, clause, rule);
        if value.is_none() && self.is_new {
            self.cite(left_out);
        }
        value
    }

    fn text(&mut self, field: &'static str, clause: ClauseRef, open: ClauseRef) -> Option<String> {
        let value = self.fields.optional(field, clause, text(0..=usize::MAX));
        if value.is_some() {
            self.fields.cite(open);
        }
        value
    }

    fn switch(&mut self, field: &'static str, clause: ClauseRef, default: ClauseRef) -> Option<bool> {
        self.option(field, clause, &[default], boolean)
    }

    fn cite(&mut self, clauses: &[ClauseRef]) {
        for clause in clauses {
            self.fields.cite(clause);
        }
    }

    fn cite_if(&mut self, holds: bool, clause: ClauseRef) {
        if holds {
            self.fields.cite(clause);
        }
    }

    fn wishes(&mut self) -> Wishes {
        let story_type = self.story_type();
        let input_story = self.input_story();
        let voice_language = self.option(
            "voice_language",
            &clause::CREATE_VOICE_LANGUAGE,
            &[&clause::CREATE_VOICE_LANGUAGE_DEFAULT, &clause::CREATE_VOICE_LANGUAGE_OPTIONAL],
            one_of(Language::ALL),
        );
        self.cite_if(voice_language == Some(Language::Chinese), &clause::CREATE_VOICE_LANGUAGE_CHINESE);
        let dimension = self.option(
            "dimension_type",
            &clause::CREATE_DIMENSION_TYPE,
            &[&clause::CREATE_DIMENSION_TYPE_DEFAULT, &clause::CREATE_DIMENSION_TYPE_OPTIONAL],
            one_of(Dimension::ALL),
        );
        self.cite_if(dimension == Some(Dimension::Portrait), &clause::CREATE_DIMENSION_TYPE_PORTRAIT);
        let illustration_style = self.illustration_style();
        let minutes = self.video_duration();
        let narrator =
            self.fields.optional("narrator_name", &clause::CREATE_NARRATOR_NAME, text(0..=usize::MAX));
        self.text(
            "narrator_voice_id",
            &clause::CREATE_NARRATOR_VOICE_ID,
            &clause::CREATE_NARRATOR_VOICE_OPEN,
        );
        self.text("audience_age", &clause::CREATE_AUDIENCE_AGE, &clause::CREATE_AUDIENCE_OPEN);
        self.text("audience_gender", &clause::CREATE_AUDIENCE_GENDER, &clause::CREATE_AUDIENCE_OPEN);
        self.text("audience_location", &clause::CREATE_AUDIENCE_LOCATION, &clause::CREATE_AUDIENCE_OPEN);
        self.temperature();
        self.fields.optional("search_keywords", &clause::CREATE_SEARCH_KEYWORDS, text(0..=usize::MAX));
        let watermark = self.switch(
            "watermark_enabled",
            &clause::CREATE_WATERMARK_ENABLED,
            &clause::CREATE_WATERMARK_DEFAULT,
        );
        self.cite_if(watermark == Some(true), &clause::CREATE_WATERMARK_NO_IMAGE);
        self.character();
        let subtitle = self.switch(
            "enable_subtitle",
            &clause::CREATE_ENABLE_SUBTITLE,
            &clause::CREATE_ENABLE_SUBTITLE_DEFAULT,
        );
        let zoom = self.switch(
            "enable_zoom_effect",
            &clause::CREATE_ENABLE_ZOOM_EFFECT,
            &clause::CREATE_ENABLE_ZOOM_EFFECT_DEFAULT,
        );
        self.cite_if(self.is_new && subtitle.is_none() && zoom.is_none(), &clause::CREATE_EFFECTS_DEFAULT);
        self.switch(
            "enable_chapter_transitions",
            &clause::CREATE_ENABLE_CHAPTER_TRANSITIONS,
            &clause::CREATE_ENABLE_CHAPTER_TRANSITIONS_DEFAULT,
        );
        let mail =
            self.text("copy_to_email", &clause::CREATE_COPY_TO_EMAIL, &clause::CREATE_COPY_TO_EMAIL_ANY_TEXT);
        self.cite_if(mail.is_some(), &clause::CREATE_COPY_TO_EMAIL_NO_MAIL);
        self.option(
            "triggered_by",
            &clause::CREATE_TRIGGERED_BY,
            &[&clause::CREATE_TRIGGERED_BY_DEFAULT],
            text(0..=usize::MAX),
        );
        // The key was checked before: this field is the third way to send it.
        self.fields.ignored("api_key", &clause::AUTH_BODY);
        Wishes {
            story_type,
            input_story,
            voice_language,
            dimension,
            illustration_style,
            minutes,
            narrator: narrator.map(Arc::from),
            watermark,
            subtitle,
        }
    }

    fn story_type(&mut self) -> Option<StoryType> {
        let story_type =
            self.fields.optional("story_type", &clause::CREATE_STORY_TYPE, one_of(StoryType::ALL));
        match story_type {
            Some(StoryType::SciFi) => self.fields.cite(&clause::CREATE_STORY_TYPE_SCI_FI),
            Some(StoryType::Dream) => self.fields.cite(&clause::CREATE_STORY_TYPE_DREAM),
            _ => {}
        }
        story_type
    }

    fn input_story(&mut self) -> Option<Arc<str>> {
        let story =
            self.fields.optional("input_story", &clause::CREATE_INPUT_STORY, text(10..=usize::MAX))?;
        self.cite_if(story.len() == 10, &clause::CREATE_INPUT_STORY_SHORTEST);
        self.cite_if(!story.is_ascii(), &clause::CREATE_INPUT_STORY_UNIT);
        Some(story.into())
    }

    fn illustration_style(&mut self) -> Option<Arc<str>> {
        let style = self.option(
            "illustration_style",
            &clause::CREATE_ILLUSTRATION_STYLE,
            &[&clause::CREATE_ILLUSTRATION_STYLE_DEFAULT],
            text(1..=usize::MAX),
        )?;
        let name = STYLES.iter().find(|name| style.starts_with(**name));
        match name.map(|name| &style[name.len()..]) {
            Some("") => {}
            Some(rest) if rest.starts_with(" - ") => {
                self.fields.cite(&clause::CREATE_ILLUSTRATION_STYLE_DESCRIBED);
            }
            _ => self.fields.cite(&clause::CREATE_ILLUSTRATION_STYLE_FREE),
        }
        Some(style.into())
    }

    fn video_duration(&mut self) -> Option<u32> {
        let written_with_point = std::cell::Cell::new(false);
        let minutes = self.option(
            "video_duration",
            &clause::CREATE_VIDEO_DURATION,
            &[&clause::CREATE_VIDEO_DURATION_DEFAULT],
            |value| {
                written_with_point.set(value.is_f64());
                integer(3..=30)(value)
            },
        )?;
        self.cite_if(written_with_point.get(), &clause::CREATE_VIDEO_DURATION_POINT_ZERO);
        self.cite_if(minutes == 3, &clause::CREATE_VIDEO_DURATION_SHORTEST);
        self.cite_if(minutes == 30, &clause::CREATE_VIDEO_DURATION_LONGEST);
        self.cite_if(minutes % 5 != 0, &clause::CREATE_VIDEO_DURATION_STEPS);
        Some(minutes)
    }

    fn temperature(&mut self) {
        let temperature = self.option(
            "temperature",
            &clause::CREATE_TEMPERATURE,
            &[&clause::CREATE_TEMPERATURE_DEFAULT],
            number(0..=1),
        );
        let Some(temperature) = temperature else { return };
        self.cite_if(temperature <= 0.0, &clause::CREATE_TEMPERATURE_LOWEST);
        self.cite_if(temperature >= 1.0, &clause::CREATE_TEMPERATURE_HIGHEST);
    }

    fn character(&mut self) {
        let fixed = self.switch(
            "use_fixed_character",
            &clause::CREATE_USE_FIXED_CHARACTER,
            &clause::CREATE_USE_FIXED_CHARACTER_DEFAULT,
        );
        let name =
            self.fields.optional("character_name", &clause::CREATE_CHARACTER_NAME, text(0..=usize::MAX));
        self.cite_if(fixed == Some(true), &clause::CREATE_USE_FIXED_CHARACTER_ANY_TYPE);
        self.cite_if(fixed == Some(true) && name.is_none(), &clause::CREATE_CHARACTER_NAME_OPTIONAL);
        self.cite_if(fixed != Some(true) && name.is_some(), &clause::CREATE_CHARACTER_NAME_UNUSED);
    }
}
