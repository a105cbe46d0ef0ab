//! The words that decide a scene, in English and Chinese, and their search in a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::subjects::{self, Stands, Subject};
use crate::style::Style;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hour {
    Dawn,
    Day,
    Sunset,
    Night,
}

/// A kind of weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weather {
    Clouds,
    Rain,
    Snowfall,
    Fog,
    Storm,
    Rainbow,
    Aurora,
}

/// A season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Hills,
    Mountains,
    City,
    Sea,
    Beach,
    Forest,
    Desert,
    Field,
    Lake,
    Garden,
    Space,
    Underwater,
    Room,
    Table,
}

/// A person or a part that a person plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guise {
    Person,
    Woman,
    Man,
    Child,
    Elder,
    Royal,
    Knight,
    Astronaut,
    Wizard,
    Cook,
}

/// The meaning of a word.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    Hour(Hour),
    Weather(Weather),
    Season(Season),
    Place(Place),
    Subject(&'static Subject),
    Person(Guise),
    /// A colour for the thing that is named next.
    Color(u32),
    Style(Style),
    /// A view from near.
    Near,
    /// Several of the things that are named next.
    Several,
}

use Meaning::{Color, Near, Several};

/// Words with spaces between, and their meaning. Words that belong together have hyphens.
const SETTINGS: &[(&str, Meaning)] = &[
    (
        "dawn sunrise morning daybreak first-light 黎明 日出 清晨 早晨 天亮 朝霞 晨光",
        Meaning::Hour(Hour::Dawn),
    ),
    (
        "day daylight noon sunny midday afternoon bright sunshine blue-sky 白天 中午 晴天 阳光 午后 晴朗",
        Meaning::Hour(Hour::Day),
    ),
    (
        "sunset dusk evening twilight golden-hour sundown 日落 黄昏 傍晚 夕阳 晚霞",
        Meaning::Hour(Hour::Sunset),
    ),
    (
        "night midnight nighttime moonlight moonlit starry stars neon nocturnal 夜 夜晚 深夜 午夜 星空 夜空 月夜 霓虹 晚上",
        Meaning::Hour(Hour::Night),
    ),
    ("cloud clouds cloudy overcast 云 白云 多云 阴天", Meaning::Weather(Weather::Clouds)),
    ("rain rainy raining drizzle downpour 雨 下雨 大雨 雨中 细雨", Meaning::Weather(Weather::Rain)),
    (
        "snow snowy snowing snowfall snowflakes blizzard snowstorm 雪 下雪 大雪 雪花 雪地",
        Meaning::Weather(Weather::Snowfall),
    ),
    ("fog foggy mist misty haze hazy smoke 雾 薄雾 迷雾 大雾 烟雾", Meaning::Weather(Weather::Fog)),
    (
        "storm stormy thunder lightning thunderstorm tempest hurricane 暴风雨 雷电 闪电 风暴 雷雨",
        Meaning::Weather(Weather::Storm),
    ),
    ("rainbow rainbows 彩虹", Meaning::Weather(Weather::Rainbow)),
    ("aurora northern-lights borealis 极光", Meaning::Weather(Weather::Aurora)),
    ("spring springtime april 春 春天 春季 春日", Meaning::Season(Season::Spring)),
    ("summer summertime july august 夏 夏天 夏日 夏季", Meaning::Season(Season::Summer)),
    (
        "autumn autumnal october november harvest halloween 秋 秋天 秋日 秋季 落叶",
        Meaning::Season(Season::Autumn),
    ),
    (
        "winter wintry december christmas icy ice frozen frost arctic glacier 冬 冬天 冬日 冬季 冰 圣诞 冰川 冰雪",
        Meaning::Season(Season::Winter),
    ),
    ("hill hills valley countryside highlands land 山谷 山丘 丘陵", Meaning::Place(Place::Hills)),
    (
        "mountain mountains peak peaks alps alpine summit cliff cliffs canyon himalaya 山 高山 山峰 雪山 群山 悬崖 峡谷 山脉",
        Meaning::Place(Place::Mountains),
    ),
    (
        "city cities town skyline street streets downtown cityscape urban metropolis tokyo paris london shanghai cyberpunk alley road highway market 城市 城 街道 街 都市 小镇 东京 巴黎 上海 北京 马路 公路 市场",
        Meaning::Place(Place::City),
    ),
    (
        "sea ocean harbour harbor port waves wave coast coastal bay lagoon 海 大海 海洋 港口 海浪 海边 海岸 海上",
        Meaning::Place(Place::Sea),
    ),
    (
        "beach beaches tropical island islands shore seaside surf surfing 海滩 沙滩 热带 岛 小岛 岛屿",
        Meaning::Place(Place::Beach),
    ),
    (
        "forest forests wood woods woodland jungle rainforest grove 森林 树林 丛林 林间 雨林",
        Meaning::Place(Place::Forest),
    ),
    (
        "desert deserts dune dunes sahara sand savanna savannah oasis 沙漠 沙丘 绿洲 荒漠 草原",
        Meaning::Place(Place::Desert),
    ),
    (
        "field fields meadow meadows prairie grass grassland vineyard plain plains 田野 草地 麦田 稻田 田园",
        Meaning::Place(Place::Field),
    ),
    (
        "lake lakes river rivers pond stream waterfall waterfalls creek fjord 湖 河 河流 池塘 小溪 瀑布 湖面 江",
        Meaning::Place(Place::Lake),
    ),
    ("garden gardens park parks courtyard yard backyard 花园 公园 庭院 院子", Meaning::Place(Place::Garden)),
    (
        "space galaxy cosmos nebula orbit universe interstellar lunar milky-way 太空 宇宙 银河 星系 星云",
        Meaning::Place(Place::Space),
    ),
    (
        "underwater reef coral deep-sea seabed aquarium atlantis 水下 海底 珊瑚 深海",
        Meaning::Place(Place::Underwater),
    ),
    (
        "room bedroom kitchen living-room interior indoors office cafe café restaurant studio classroom gym shop hall hospital lab laboratory museum stage 房间 卧室 厨房 客厅 室内 办公室 咖啡馆 餐厅 教室 商店 舞台",
        Meaning::Place(Place::Room),
    ),
    (
        "table desk desktop counter still-life product packshot 桌上 桌面 桌子 静物 产品",
        Meaning::Place(Place::Table),
    ),
    (
        "person people someone human figure hiker runner traveler traveller athlete dancer student worker customer friends crowd couple team doctor nurse teacher artist 人 人物 人们 舞者 学生 医生 老师 朋友 旅行者",
        Meaning::Person(Guise::Person),
    ),
    (
        "woman women lady girl girls mother actress bride witch model daughter sister 女人 女孩 女子 姑娘 母亲 妈妈 少女 女生 新娘 女士",
        Meaning::Person(Guise::Woman),
    ),
    (
        "man men guy boy boys father actor groom fisherman sailor farmer hero businessman cowboy samurai warrior soldier son brother 男人 男孩 男子 父亲 爸爸 少年 渔夫 武士 男生 英雄 战士",
        Meaning::Person(Guise::Man),
    ),
    (
        "old-man old-woman elderly elder grandmother grandfather grandma grandpa 老人 爷爷 奶奶 老太太",
        Meaning::Person(Guise::Elder),
    ),
    ("child children kid kids baby toddler 孩子 小孩 儿童 宝宝", Meaning::Person(Guise::Child)),
    (
        "king queen prince princess emperor empress 国王 王后 公主 王子 皇帝 女王",
        Meaning::Person(Guise::Royal),
    ),
    ("knight knights paladin crusader 骑士", Meaning::Person(Guise::Knight)),
    ("astronaut astronauts cosmonaut spaceman 宇航员 航天员", Meaning::Person(Guise::Astronaut)),
    ("wizard wizards sorcerer magician mage merlin 巫师 魔法师 法师", Meaning::Person(Guise::Wizard)),
    ("chef chefs cook baker 厨师 面包师", Meaning::Person(Guise::Cook)),
    ("red crimson scarlet ruby 红 红色", Color(0xcf_3630)),
    ("orange amber 橙 橙色 橘色", Color(0xee_8430)),
    ("yellow lemon-yellow 黄 黄色", Color(0xf0_c83c)),
    ("golden gold 金 金色", Color(0xe0_b23f)),
    ("green emerald mint 绿 绿色 翠绿", Color(0x3f_9a56)),
    ("blue azure navy cobalt 蓝 蓝色", Color(0x2f_6fc0)),
    ("turquoise teal cyan 青 青色", Color(0x2a_a6a0)),
    ("purple violet indigo 紫 紫色", Color(0x7f_4fb0)),
    ("pink magenta 粉 粉色 粉红", Color(0xec_7fa8)),
    ("brown chestnut 棕 棕色 褐色", Color(0x7a_4e30)),
    ("black dark-black 黑 黑色", Color(0x26_262c)),
    ("white ivory 白 白色 雪白", Color(0xf4_f2ec)),
    ("grey gray silver 灰 灰色 银色", Color(0x9a_9ea6)),
    ("portrait closeup close-up headshot face selfie macro 肖像 特写 头像 脸", Near),
    ("two three four five several many flock herd pack group pair 两 三 几 一群 许多 一对", Several),
    ("watercolor watercolour watercolors aquarelle 水彩", Meaning::Style(Style::Watercolor)),
    ("ink ink-painting ink-wash sumi-e sumi calligraphy 水墨 国画 水墨画 中国画", Meaning::Style(Style::Ink)),
    ("comic comics manga pop-art comic-book 漫画", Meaning::Style(Style::Comic)),
    ("anime cel-shaded 动漫 动画风格", Meaning::Style(Style::Anime)),
    ("oil-painting oil-paint impressionist impressionism van-gogh 油画 印象派", Meaning::Style(Style::Oil)),
    (
        "photo photograph photorealistic photoreal realistic dslr 35mm film-grain long-exposure 照片 写实 摄影风格",
        Meaning::Style(Style::Photo),
    ),
    ("cinematic movie blockbuster film-still anamorphic 电影感 电影", Meaning::Style(Style::Cinematic)),
    (
        "3d 3d-render render rendering pixar claymation isometric low-poly octane 3d渲染 三维",
        Meaning::Style(Style::Solid),
    ),
    (
        "ghibli ghibli-inspired storybook fairy-tale picture-book 吉卜力 绘本",
        Meaning::Style(Style::Storybook),
    ),
    (
        "digital-painting digital-art concept-art synthwave vaporwave 数字绘画 概念图",
        Meaning::Style(Style::Digital),
    ),
    (
        "line-art line-drawing sketch pencil charcoal drawing line 线稿 素描 线条 铅笔",
        Meaning::Style(Style::Line),
    ),
    ("poster screenprint flat-design vector linocut art-deco 海报 扁平", Meaning::Style(Style::Poster)),
    ("pixel pixel-art 8-bit 16-bit retro-game 像素", Meaning::Style(Style::Pixel)),
];

/// All words, by their own text. Those in Chinese stand apart, the longest first: they are found inside of a text.
struct Words {
    spaced: HashMap<&'static str, Meaning>,
    unspaced: Vec<(&'static str, Meaning)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let subjects = subjects::all().map(|subject| (subject.words, Meaning::Subject(subject)));
    let entries = SETTINGS.iter().copied().chain(subjects);
    let all = entries.flat_map(|(words, meaning)| words.split(' ').map(move |word| (word, meaning)));
    let (unspaced, spaced): (Vec<_>, Vec<_>) = all.partition(|(word, _)| !word.chars().any(is_spaced));
    let mut words = Words { spaced: spaced.into_iter().collect(), unspaced };
    words.unspaced.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words
});

/// Returns `true` for the letters of scripts that put spaces between words.
fn is_spaced(letter: char) -> bool {
    letter.is_alphanumeric() && letter < '\u{2e80}'
}

/// Returns the meanings of the words of a text, in the order of the text, each with its place there.
pub(super) fn meanings(text: &str) -> Vec<(usize, Meaning)> {
    let lower = text.to_lowercase();
    let mut found = unspaced(&lower);
    let mut last: Option<(usize, usize)> = None;
    for (start, end) in spaced(&lower) {
        let pair = last
            .filter(|(_, before)| end - before < 24)
            .map(|(first, before)| (first, format!("{}-{}", &lower[first..before], &lower[start..end])));
        last = Some((start, end));
        let paired = pair.and_then(|(first, pair)| Some((first, *WORDS.spaced.get(&*pair)?)));
        if let Some((first, meaning)) = paired {
            // The two words together mean something else than the first one alone.
            found.retain(|(at, _)| *at != first);
            found.push((first, meaning));
        } else if let Some(meaning) = WORDS.spaced.get(&lower[start..end]) {
            if is_plural(&lower[start..end], *meaning) {
                found.push((start, Several));
            }
            found.push((start, *meaning));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// Returns `true` for the plural of a thing that stands free.
fn is_plural(word: &str, meaning: Meaning) -> bool {
    let Meaning::Subject(subject) = meaning else { return false };
    let singular = word.strip_suffix("es").or(word.strip_suffix('s'));
    let is_word = |singular: &str| subject.words.split(' ').any(|word| word == singular);
    let has_singular = singular.is_some_and(is_word) || word.strip_suffix('s').is_some_and(is_word);
    subject.stands != Stands::Table && has_singular
}

/// Returns the start and the end of each word between spaces and signs. A hyphen belongs to a word.
fn spaced(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let inside = |letter: char| is_spaced(letter) || letter == '-';
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_spaced)?;
        let end = text[start..].find(|letter| !inside(letter)).map_or(text.len(), |length| start + length);
        rest = end;
        Some((start, end))
    })
}

/// Returns the meanings of the words that stand in a text without spaces. Where words overlap, the longest counts.
fn unspaced(text: &str) -> Vec<(usize, Meaning)> {
    let mut found: Vec<(usize, usize, Meaning)> = Vec::new();
    if text.is_ascii() {
        return Vec::new();
    }
    for (word, meaning) in &WORDS.unspaced {
        for (start, _) in text.match_indices(word) {
            let end = start + word.len();
            if found.iter().all(|(from, to, _)| end <= *from || *to <= start) {
                found.push((start, end, *meaning));
            }
        }
    }
    found.into_iter().map(|(start, _, meaning)| (start, meaning)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_word_has_two_meanings() {
        let subjects = subjects::all().map(|subject| subject.words);
        let mut seen = HashSet::new();
        for word in
            SETTINGS.iter().map(|(words, _)| *words).chain(subjects).flat_map(|words| words.split(' '))
        {
            assert!(seen.insert(word), "{word}");
            assert!(!word.is_empty());
        }
        assert!(subjects::all().count() >= 48);
    }

    #[test]
    fn words_are_found_in_their_order_and_the_longest_counts() {
        let found = |text| {
            let meanings = meanings(text).into_iter().map(|(_, meaning)| match meaning {
                Meaning::Subject(subject) => subject.words.split(' ').next().unwrap_or_default().to_owned(),
                other => format!("{other:?}"),
            });
            meanings.collect::<Vec<_>>()
        };
        assert_eq!(found("A red Fox, in the snow!"), ["Color(13579824)", "fox", "Weather(Snowfall)"]);
        assert_eq!(found("an oil painting of the northern lights"), ["Style(Oil)", "Weather(Aurora)"]);
        assert_eq!(found("雪山上的灯塔"), ["Place(Mountains)", "lighthouse"]);
        assert_eq!(found("猫头鹰和猫"), ["owl", "cat"]);
        assert!(found("nothing here matters").is_empty());
    }
}
