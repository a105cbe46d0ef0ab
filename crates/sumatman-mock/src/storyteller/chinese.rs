//! The texts in Chinese.

use super::tongue::Tongue;
use crate::options::StoryType;

pub(super) static TONGUE: Tongue = Tongue {
    tag: "zh",
    titles: &["{s}的故事", "{s}与漫长的归途", "{s}后来怎样了", "{s}：{a}", "难忘{s}"],
    untold: "一个未讲完的故事",
    credit: "一部{m}分钟的{a}，由{n}讲述。",
    narrators: &["小雨", "林远", "苏晴", "陈默", "安然", "云舟", "若溪", "子墨"],
    times: ["天刚亮时", "临近中午", "那天下午", "黄昏时分", "夜深了", "第二天清晨", "几天以后", "到了最后"],
    happenings: [
        "四周一片寂静",
        "风向变了",
        "远处亮起一盏灯",
        "有人轻轻哼起歌",
        "已经没有退路",
        "希望又回来了",
        "路还在向前延伸",
    ],
    narration: "{t}，{h}。",
    kind,
    one: str::to_owned,
    subject,
    closed: |sentence| {
        let stop = if sentence.ends_with(char::is_alphanumeric) { "。" } else { "" };
        format!("{sentence}{stop}")
    },
    tags: |kind, subject, _| {
        let subject =
            subject.map(|subject| subject.chars().filter(|letter| letter.is_alphanumeric()).collect());
        let tags = [Some(kind.to_owned()), subject, Some("动画故事".to_owned())];
        tags.into_iter().flatten().collect()
    },
};

/// Returns the word for a type of story.
fn kind(story_type: StoryType) -> &'static str {
    match story_type {
        StoryType::Fairytale => "童话",
        StoryType::Adventure => "冒险故事",
        StoryType::Educational => "科普故事",
        StoryType::Cinematic => "电影故事",
        StoryType::SciFi => "科幻故事",
        StoryType::Historical => "历史故事",
        StoryType::Romantic => "爱情故事",
        StoryType::Comics => "漫画故事",
        StoryType::Bible => "圣经故事",
        StoryType::Book => "名著故事",
        StoryType::Lyric => "歌词故事",
        StoryType::Poetry => "诗歌故事",
        StoryType::Fantasy => "奇幻故事",
        StoryType::Dream => "梦境故事",
    }
}

/// The counters that stand between "one" and the name of a thing.
const COUNTERS: &str = "个位条只名头匹棵座艘对群朵颗本把间盏";
/// Verbs and other words that end the name of a thing.
const ENDS: &str = "住在想去来有是被和与为从到会能要爱说看找飞走站坐叫把让";
/// Openings that tell nothing of a story's subject.
const OPENINGS: [&str; 4] = ["很久很久以前", "很久以前", "从前有", "从前"];
/// The most characters of a subject.
const LONGEST_SUBJECT: usize = 10;

/// Returns `true` for a Chinese character.
pub(super) fn is_character(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns the first thing that is counted, or else the words that the story begins with. For a story in another language,
/// returns its English subject.
fn subject(told: &str) -> Option<String> {
    if !told.contains(is_character) {
        let subject = (super::english::TONGUE.subject)(told)?;
        return Some(subject.strip_prefix("the ").unwrap_or(&subject).to_owned());
    }
    let counted =
        told.match_indices('一').filter_map(|(at, one)| told[at + one.len()..].strip_prefix(is_counter));
    let opening = told.trim_start();
    let rest = OPENINGS.iter().find_map(|words| opening.strip_prefix(words)).unwrap_or(opening);
    let names = counted.map(|rest| name(rest, ENDS)).chain([name(rest, "")]);
    names
        .map(|name| name.trim_end_matches('的').chars().take(LONGEST_SUBJECT).collect())
        .find(|name: &String| !name.is_empty())
}

fn is_counter(letter: char) -> bool {
    COUNTERS.contains(letter)
}

/// Returns the letters that a text begins with, up to one of `ends`.
fn name<'a>(text: &'a str, ends: &str) -> &'a str {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let end = text.find(|letter: char| !letter.is_alphanumeric() || ends.contains(letter));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_the_first_thing_that_is_counted() {
        for (story, expected) in [
            ("从前有一条孤独的龙，住在山谷里。", Some("孤独的龙")),
            ("一位勇敢的骑士想拯救王国", Some("勇敢的骑士")),
            ("很久以前，月亮爱上了大海。", Some("月亮爱上了大海")),
            ("A brave knight saves a kingdom", Some("Brave Knight")),
            ("……", None),
        ] {
            assert_eq!(subject(story).as_deref(), expected, "{story}");
        }
    }
}
