use super::*;
use crate::label::{Label, OwnLabel};

const PROMPTS: &str = include_str!("prompts.tsv");

/// The farthest that a colour may be from what was meant, CIEDE2000.
const NEAR: f32 = 20.0;

/// What a colour of the table's head is, or `#rrggbb`.
fn meant(name: &str) -> Rgb {
    if let Ok(color) = name.parse() {
        return color;
    }
    let mut head = PROMPTS.lines().take_while(|line| line.starts_with('#')).flat_map(str::split_whitespace);
    head.find(|word| *word == name).unwrap_or_else(|| panic!("{name} is in the head"));
    format!("#{}", head.next().unwrap()).parse().unwrap()
}

/// Of the parts that are wished for, how many there are, were found, and have the colour; and prompts that are not
/// right to the last word.
fn measure(table: &str) -> ([usize; 3], Vec<String>) {
    let mut counts = [0; 3];
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t').chain(["", ""]);
        let [text, wished, unknown] = std::array::from_fn(|_| fields.next().unwrap().trim());
        let words = Words::read(text, &LabelSet::standard());
        let mut found: Vec<(&str, Rgb)> = words
            .wishes
            .iter()
            .flat_map(|wish| wish.parts.iter().map(|part| (part.as_str(), wish.color)))
            .collect();
        let mut right = true;
        for wish in wished.split(", ").filter(|wish| !wish.is_empty()) {
            let (part, color) = wish.split_once(' ').unwrap();
            let near = |&(_, found): &(&str, Rgb)| found.delta_e(meant(color)) < NEAR;
            counts[0] += 1;
            let of_part = |i: &usize| found[*i].0 == part;
            let all: Vec<usize> = (0..found.len()).filter(of_part).collect();
            counts[1] += usize::from(!all.is_empty());
            match all.iter().find(|&&i| near(&found[i])) {
                Some(&i) => {
                    counts[2] += 1;
                    found.remove(i);
                }
                None => right = false,
            }
        }
        let told: Vec<&str> = words.unknown.iter().map(|unknown| unknown.word.as_str()).collect();
        if !right || !found.is_empty() || told.join("|") != unknown {
            let wishes: Vec<_> =
                words.wishes.iter().map(|wish| format!("{} {}", wish.parts.join("+"), wish.color)).collect();
            wrong.push(format!("{text}: {}; not understood: {}", wishes.join(", "), told.join("|")));
        }
    }
    (counts, wrong)
}

#[test]
fn written_prompts_are_understood() {
    let ([all, parts, colors], wrong) = measure(PROMPTS);
    println!("{parts} of {all} parts, {colors} with their colours");
    assert!(wrong.is_empty(), "{parts} of {all} parts, {colors} with their colours\n{}", wrong.join("\n"));
}

/// Words read in part: nothing that is not a filler is dropped, and the ranges are those of the words.
#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let text = "Frilly skirt; 青い hiar, left red";
    let words = Words::read(text, &LabelSet::standard());
    let told: Vec<_> =
        words.unknown.iter().map(|unknown| (&text[unknown.at.clone()], unknown.reason)).collect();
    let expected = [
        ("Frilly", Reason::UnknownWord),
        ("skirt", Reason::NoColor),
        ("青い", Reason::NoPart),
        ("hiar", Reason::UnknownWord),
        ("left", Reason::Side),
        ("red", Reason::NoPart),
    ];
    assert_eq!(told, expected);
    assert!(words.wishes.is_empty());
    let error = words.check().unwrap_err().to_string();
    assert!(error.contains("`Frilly` is no known word") && error.contains("did you mean `hair`?"), "{error}");
}

#[test]
fn own_names_win_over_what_they_mean_elsewhere() {
    let own = |name: &str, label| OwnLabel { name: name.into(), label };
    let labels = vec![
        Label::Background.into(),
        Label::Hair.into(),
        own("jacket", Label::Top),
        own("left_boot", Label::Shoes),
        own("エプロン", Label::Top),
    ];
    let labels = LabelSet::new(labels).unwrap();
    let parts = |text: &str| -> Vec<String> {
        Words::read(text, &labels).wishes.into_iter().flat_map(|wish| wish.parts).collect()
    };
    assert_eq!(parts("red jacket, white blouse"), ["jacket", "top"]);
    assert_eq!(parts("left boot red"), ["left_boot"]);
    assert_eq!(parts("白いエプロン"), ["エプロン"]);
    let words = Words::read("red gloves", &labels);
    assert_eq!(words.unknown[1].reason, Reason::NoSuchPart);
}

#[test]
fn sides_go_with_the_part_after_them() {
    let check = |text: &str, expected: &[&str]| {
        let words = Words::read(text, &LabelSet::standard());
        let told: Vec<_> = words.unknown.iter().map(ToString::to_string).collect();
        let parts: Vec<_> = words.wishes.into_iter().flat_map(|wish| wish.parts).chain(told).collect();
        assert_eq!(parts, expected, "{text}");
    };
    check("red left sleeve and blue right shoe", &["top:left", "shoes:right"]);
    check("left and right eyes blue", &["eye"]);
    check("blue left eye and ear", &["eye:left", "ear"]);
    check("dark left brow, right glove: green", &["brow:left", "gloves:right"]);
    check("eye: left blue", &["eye:left"]);
    check("左の靴は赤、右側の袖は青", &["shoes:left", "top:right"]);
    check("左右の目は青", &["eye"]);
    check("red hat, left", &["hat", "`left` is a side without its part"]);
    let text = "left eye blue";
    assert_eq!(&text[Words::read(text, &LabelSet::standard()).wishes[0].part_at.clone()], "left eye");
}

#[test]
fn modifiers_do_what_they_say() {
    let color = |text: &str| Words::read(text, &LabelSet::standard()).wishes[0].color.to_oklch();
    let (plain, light, dark) =
        (color("hat: #3060a0"), color("hat: light #3060a0"), color("hat: dark #3060a0"));
    assert!((light.l - (plain.l + 0.35 * (1.0 - plain.l))).abs() < 0.01, "{light:?}");
    assert!((dark.l - 0.65 * plain.l).abs() < 0.01 && (dark.c - 0.9 * plain.c).abs() < 0.01, "{dark:?}");
    assert!(color("hat: very dark #3060a0").l < dark.l && dark.l < color("hat: slightly dark #3060a0").l);
    assert_eq!(color("明るい#3060a0の帽子"), light);
}

#[test]
fn any_text_is_read() {
    for text in [
        "",
        " ",
        "#",
        "#12",
        "''",
        "は",
        "red",
        "、、",
        "ｈａｉｒ＝＃ａａ３３５５",
        "\u{1f600} hair",
        "and and with",
    ] {
        let words = Words::read(text, &LabelSet::standard());
        assert!(words.unknown.iter().all(|unknown| text.get(unknown.at.clone()).is_some()), "{text}");
    }
    let words = Words::read("ｈａｉｒ＝＃ａａ３３５５", &LabelSet::standard());
    assert_eq!(words.wishes[0].color, Rgb::new(0xaa, 0x33, 0x55));
}
