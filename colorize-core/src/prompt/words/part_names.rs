//! Names of parts.

use crate::color::Rgb;
use crate::label::Label::{self, *};

/// What each name means; a name of several labels is each of them.
const NAMES: &[(&[Label], &str)] = &[
    (&[Background], "background, backdrop, ground, sky, wall, scenery, 背景, 空, 壁"),
    (
        &[Hair],
        "hair, hairs, haired, tresses, lock, hairdo, hairstyle, ponytail, pigtail, twintail, twin tail, twin tails, braid, \
         bun, fringe, bangs, wig, ahoge, curl, \
         髪, 髪の毛, 毛, 頭髪, かみ, ヘア, ヘアー, 前髪, 後ろ髪, ポニーテール, ツインテール, 三つ編み, おさげ, お団子",
    ),
    (&[Face, BodySkin, Ear, Nose], "skin, complexion, skin tone, flesh, 肌, 皮膚, はだ"),
    (&[Face], "face, cheek, forehead, chin, 顔, 頬, ほっぺ, 額"),
    (
        &[BodySkin],
        "body skin, body, arm, hand, leg, neck, finger, shoulder, knee, thigh, foot, belly, chest, \
         体, 身体, 腕, 手, 脚, 足, 首, 肩, 指, 膝",
    ),
    (&[Eye], "eye, iris, irises, pupil, eyed, 目, 眼, 瞳, ひとみ"),
    (
        &[EyeWhite],
        "eye white, white of the eye, whites of the eyes, white of her eyes, whites of her eyes, sclera, 白目",
    ),
    (&[Brow], "brow, eyebrow, 眉, 眉毛, まゆ毛"),
    (&[Mouth], "mouth, lip, tongue, 口, 唇, くちびる, 舌"),
    (
        &[Top],
        "top, shirt, t shirt, tee shirt, tee, tshirt, blouse, jacket, coat, dress, sweater, jumper, hoodie, cardigan, vest, \
         waistcoat, blazer, pullover, tunic, tank top, parka, gown, robe, kimono, yukata, bodice, corset, polo, raincoat, \
         overcoat, trench coat, turtleneck, sweatshirt, swimsuit, one piece, sundress, sleeve, collar, polo shirt, dress shirt, \
         上着, トップス, シャツ, Tシャツ, ブラウス, ジャケット, コート, ドレス, ワンピース, セーター, パーカー, \
         カーディガン, ベスト, ブレザー, 着物, 浴衣, 水着, 袖, 襟, トレーナー, ニット, ローブ",
    ),
    (
        &[Bottom],
        "bottom, skirt, trouser, pants, jeans, shorts, slacks, miniskirt, mini skirt, breeches, culottes, sweatpants, hakama, kilt, \
         スカート, ミニスカート, ズボン, パンツ, ジーンズ, ジーパン, 短パン, ショートパンツ, ボトムス, 袴",
    ),
    (
        &[Top, Bottom],
        "clothes, clothing, outfit, uniform, school uniform, sailor uniform, sailor suit, suit, costume, pyjama, pajama, overall, \
         dungarees, jumpsuit, garment, attire, 服, 洋服, 制服, 衣装, 衣服, セーラー服, スーツ, パジャマ",
    ),
    (
        &[Shoes],
        "shoe, boot, sneaker, trainer, sandal, loafer, heel, high heel, slipper, pump, footwear, \
         靴, くつ, ブーツ, 長靴, スニーカー, サンダル, ローファー, ハイヒール, パンプス",
    ),
    (
        &[Accessory],
        "accessory, ribbon, hair ribbon, bow, hair bow, bowtie, bow tie, tie, necktie, belt, bag, handbag, purse, backpack, \
         rucksack, necklace, earring, bracelet, brooch, choker, hairband, headband, hairpin, hair clip, hairclip, hair tie, jewel, \
         jewelry, jewellery, pendant, button, buckle, crown, tiara, wristband, ring, sash, \
         アクセサリー, リボン, 蝶ネクタイ, ネクタイ, ベルト, 鞄, かばん, カバン, バッグ, リュック, ネックレス, イヤリング, \
         ピアス, 腕輪, カチューシャ, ヘアバンド, 髪飾り, ヘアピン, チョーカー, ボタン, 冠, 帯, 指輪",
    ),
    (
        &[Hat],
        "hat, cap, hood, helmet, beret, beanie, bonnet, headgear, 帽子, キャップ, フード, ヘルメット, ベレー帽, 麦わら帽子",
    ),
    (&[Gloves], "gloves, glove, mitten, gauntlet, 手袋, グローブ, ミトン"),
    (
        &[Prop],
        "prop, sword, umbrella, parasol, staff, wand, book, flower, weapon, shield, cup, ball, balloon, guitar, phone, fan, bouquet, \
         spear, 剣, 刀, 傘, 杖, 本, 花, 武器, 盾, 小物, 風船",
    ),
    (&[Beard], "beard, moustache, mustache, goatee, whisker, 髭, ひげ, ヒゲ, 口髭, 顎髭"),
    (
        &[Fur],
        "fur, tail, cat ear, animal ear, fox ear, bunny ear, rabbit ear, dog ear, wolf ear, cat tail, fox tail, \
         毛皮, 尻尾, しっぽ, 猫耳, 獣耳, うさ耳, 狐耳, ケモ耳",
    ),
    (&[Ear], "ear, 耳"),
    (&[Nose], "nose, 鼻"),
    (
        &[Glasses],
        "glasses, spectacles, sunglasses, eyeglasses, goggles, 眼鏡, メガネ, めがね, サングラス, ゴーグル",
    ),
    (
        &[ClothesOther],
        "clothes other, sock, stocking, tights, pantyhose, legging, cape, cloak, scarf, shawl, apron, mantle, knee sock, poncho, \
         muffler, stole, 靴下, ソックス, ニーソックス, ニーソ, タイツ, ストッキング, マント, ケープ, スカーフ, マフラー, \
         エプロン, ショール, ストール",
    ),
];

/// What a part looks like of itself, to which "dark hair" and "pale skin" are the darker and the paler.
const NATURAL: &[(Label, Rgb)] = &[
    (Hair, Rgb::from_hex(0x7a_5238)),
    (Brow, Rgb::from_hex(0x7a_5238)),
    (Beard, Rgb::from_hex(0x7a_5238)),
    (Face, Rgb::from_hex(0xe9_b995)),
    (BodySkin, Rgb::from_hex(0xe9_b995)),
    (Eye, Rgb::from_hex(0x6b_4a36)),
];

/// All names as they are written, and what they mean. English ones are singular, but for those that have none.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static [Label])> {
    NAMES.iter().flat_map(|&(labels, names)| names.split(',').map(move |name| (name.trim(), labels)))
}

/// The colour that a part has of itself.
pub(super) fn natural(label: Label) -> Option<Rgb> {
    NATURAL.iter().find(|(of, _)| *of == label).map(|&(_, color)| color)
}
