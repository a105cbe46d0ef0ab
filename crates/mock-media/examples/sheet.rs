//! Draws a sheet of the pictures of 120 prompts, for people to look at.
//!
//! ```sh
//! cargo run --release -p mock-media --example sheet -- docs/pictures.jpg
//! ```

use std::io::Cursor;

use jpeg_encoder::{ColorType, Encoder};
use mock_media::{Artwork, Card, Picture, PictureFormat, Studio, Style};

/// The side of a picture, in pixels.
const SIDE: u32 = 480;
/// The side of a picture on the sheet, in pixels.
const SMALL: usize = 240;
/// The number of pictures in a row.
const COLUMNS: usize = 10;
/// The quality of the sheet, of 100.
const QUALITY: u8 = 72;

/// The prompts: places and times, animals, vehicles, people, things, Chinese, and styles.
const PROMPTS: [&str; 120] = [
    "A red fox in a snowy forest, watercolor",
    "A city skyline at night",
    "A calm sea at sunset",
    "Snow-covered mountains under the northern lights",
    "A desert with dunes at noon",
    "A misty forest at dawn",
    "A meadow in spring, sunny day",
    "Autumn hills with golden leaves",
    "A tropical beach with a palm tree",
    "A thunderstorm over the ocean",
    "A rainbow over a green valley",
    "Rainy street in Tokyo, neon night",
    "A quiet lake in winter",
    "The galaxy and a planet",
    "A coral reef underwater with a fish",
    "A cozy living room in the evening",
    "A garden full of roses",
    "A volcano erupting at night",
    "Foggy harbour with a fishing boat",
    "Pyramids of Egypt",
    "A cat on a windowsill",
    "A golden retriever dog in the park",
    "A wolf under the full moon",
    "A white horse running on the beach",
    "A brown bear by the river",
    "An elephant in the savanna",
    "A lion at sunset",
    "A rabbit in a field of flowers",
    "A deer in the forest at dawn",
    "A cow on a farm",
    "A squirrel in autumn",
    "An owl at night",
    "Penguins on the ice",
    "Two swans on a lake",
    "A whale in the ocean",
    "A turtle on the beach",
    "An octopus in the deep sea",
    "A blue butterfly in a garden",
    "An eagle over the mountains",
    "A green dragon above a castle",
    "A red car on a desert road",
    "A yellow bus in the city",
    "A steam train in the mountains",
    "A bicycle by the sea",
    "A sailboat at sunrise",
    "A pirate ship in a storm",
    "An airplane above the clouds",
    "A rocket launch at night",
    "Hot air balloons over the valley",
    "A UFO over a farm at night",
    "A wooden cabin in the snow",
    "A lighthouse above a calm sea, first light",
    "A castle on a hill, sunset",
    "A windmill in a field of tulips",
    "A temple in the mist",
    "A red bridge in fog",
    "A tent and a campfire under the stars",
    "A church in a winter village",
    "An old oak tree on a hill",
    "Cherry blossoms in spring",
    "A portrait of a young woman",
    "Portrait of an old man, oil painting",
    "An astronaut on the moon",
    "A knight in front of a castle",
    "A wizard in a forest at night",
    "A king in his palace",
    "A chef in a kitchen",
    "A child with a red balloon",
    "A dancer on the stage",
    "A hiker in the mountains",
    "A woman with an umbrella in the rain",
    "A samurai under cherry blossoms",
    "A friendly robot in a city",
    "A dinosaur in the jungle",
    "A man and a dog on the beach",
    "A cup of coffee on a table",
    "A bottle of perfume, product photo",
    "A chocolate birthday cake",
    "A pizza",
    "A burger, pop art",
    "A red apple, still life",
    "A bowl of ramen",
    "A croissant in a café",
    "White sneakers, studio light",
    "A gold watch",
    "A smartphone on a desk",
    "A laptop in an office",
    "An open book by candlelight",
    "A guitar on stage",
    "Wireless headphones",
    "A vintage camera",
    "A leather handbag",
    "A green armchair in a room",
    "Skincare cream and lipstick",
    "A blue t-shirt",
    "一只红色的狐狸在雪地里",
    "夜晚的城市",
    "大海上的帆船，日落",
    "竹林里的熊猫",
    "春天的樱花树下，一位少女",
    "雪山上的寺庙，水墨画",
    "一条龙飞过山谷",
    "桌上的一杯茶",
    "宇航员在月球上",
    "雨中的街道",
    "沙漠里的骆驼，夕阳",
    "秋天的树林",
    "花园里的蝴蝶",
    "A mountain village, watercolor",
    "A mountain village, ink wash painting",
    "A mountain village, comic book style",
    "A mountain village, anime",
    "A mountain village, oil painting",
    "A mountain village, photorealistic",
    "A mountain village, cinematic",
    "A mountain village, 3D render",
    "A mountain village, Ghibli-inspired",
    "A mountain village, digital painting",
    "A mountain village, line art",
    "A mountain village, poster",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "docs/pictures.jpg".to_owned());
    let studio = Studio::new(0);
    let side = SIDE as usize;
    let rows = PROMPTS.len().div_ceil(COLUMNS);
    let (width, height) = (SMALL * COLUMNS, SMALL * rows);
    let mut sheet = vec![0; width * height * 3];
    for (index, prompt) in PROMPTS.iter().enumerate() {
        let card = Card::new("", "", "", 7 + index as u64).prompt(*prompt).style(Style::Free);
        let picture = Picture { card, width: SIDE, height: SIDE, format: PictureFormat::Png };
        let file = studio.render(&Artwork::from(picture)).bytes;
        let mut reader = png::Decoder::new(Cursor::new(&file[..])).read_info()?;
        let mut samples = vec![0; side * side * 3];
        reader.next_frame(&mut samples)?;
        let (left, top) = (index % COLUMNS * SMALL, index / COLUMNS * SMALL);
        for (y, x, channel) in (0..SMALL).flat_map(|y| (0..3 * SMALL).map(move |x| (y, x / 3, x % 3))) {
            // Each small pixel is the mean of four.
            let sample =
                |down, right| u16::from(samples[3 * ((2 * y + down) * side + 2 * x + right) + channel]);
            let mean = (sample(0, 0) + sample(0, 1) + sample(1, 0) + sample(1, 1)) / 4;
            sheet[3 * ((top + y) * width + left + x) + channel] = mean.to_le_bytes()[0];
        }
    }
    Encoder::new_file(path, QUALITY)?.encode(
        &sheet,
        width.try_into()?,
        height.try_into()?,
        ColorType::Rgb,
    )?;
    Ok(())
}
