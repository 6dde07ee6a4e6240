//! Names of colours.
//!
//! English names are those of the XKCD colour survey (949 that people gave to colours on their screens,
//! <https://xkcd.com/color/rgb.txt>, CC0) and of CSS Color 4, section 6.1 (148). Where both know a name, the survey's
//! colour holds: it is what people mean by it, as with `brown`, which in CSS is a dark red. Names of hair and skin, and
//! the Japanese ones, stand here.

use crate::color::Rgb;
use crate::label::Label;

const XKCD: &str = include_str!("color_names/xkcd.txt");
const CSS: &str = include_str!("color_names/css.txt");

/// Colours that neither list has, or not as people say them of figures: `rrggbb names`.
const OWN: &str = "\
b9722d ginger
c98a5b tanned
1c1b22 raven, jet black
f1d9a7 champagne
e3c7a6 nude
f6dcc8 porcelain
3b2a24 ebony
c0c0c8 platinum
d81e2c 赤, 赤い, 赤く, 赤色, 真っ赤, 真紅, レッド
1f4fc4 青, 青い, 青く, 青色, 真っ青, ブルー
f5d327 黄, 黄色, 黄色い, 黄色く, イエロー
2f9e44 緑, 緑色, みどり, グリーン
1a1a1c 黒, 黒い, 黒く, 黒色, 真っ黒, ブラック, くろ
fbfbfb 白, 白い, 白く, 白色, 真っ白, 純白, ホワイト, しろ
6b4423 茶, 茶色, 茶色い, 茶色く, ブラウン, 褐色
f2a0b8 ピンク, ピンク色, 桃色, 桜色
7a3fa0 紫, 紫色, むらさき, パープル, バイオレット
8a8d91 灰, 灰色, 鼠色, ねずみ色, グレー, グレイ
f08a24 橙, 橙色, だいだい色, オレンジ, オレンジ色
e3b52c 金, 金色, ゴールド
bfc3c9 銀, 銀色, シルバー
1f2a52 紺, 紺色, ネイビー, ネイビーブルー, 濃紺
86c8ea 水色, 空色, スカイブルー, ライトブルー
9bc53d 黄緑, 黄緑色, 若草色
1f6f5c 深緑, 深緑色
12909a 青緑, 青緑色, ティール
a3216b 赤紫, 赤紫色, マゼンタ
4a3fae 青紫, 青紫色, 藍紫
8a3b26 赤茶, 赤茶色, 赤褐色
c8372d 朱, 朱色, バーミリオン
7a1f33 ワインレッド, 臙脂, 臙脂色, えんじ, えんじ色, ボルドー
25467f 藍, 藍色, 群青, 群青色
23a7a0 ターコイズ, ターコイズブルー, 碧
1f9d70 エメラルド, エメラルドグリーン, 翡翠色
7fbf9b ミントグリーン, ミント
7d8a3a オリーブ, オリーブ色
9a8c5c カーキ, カーキ色
e6d3b1 ベージュ, ベージュ色
f7f0dc アイボリー, 象牙色, クリーム, クリーム色
b79bd4 ラベンダー, 藤色, 薄紫
f3c9ad 肌色
a8c4e0 薄青
b6dcae 薄緑
d9263e 紅, 紅色, クリムゾン
e2a03f 山吹色, 琥珀色
4b2e20 焦げ茶, 焦げ茶色, こげ茶, こげ茶色
8c6239 栗色, 亜麻茶
d9c08f 亜麻色
33363b 墨色, チャコール
f2777a サーモンピンク, コーラル
e0559a ショッキングピンク
";

/// Colours that say that they are of hair.
const OF_HAIR: &str = "\
e6c37a blonde, blond, 金髪, ブロンド
f0e2bc platinum blonde, platinum blond, プラチナブロンド
c9b48a ash blonde, ash blond, dirty blonde, dirty blond
d9a066 strawberry blonde, strawberry blond
d8a548 golden blonde, golden blond, honey blonde, honey blond
5a3a28 brunette, brunet
b5532a redhead, red head, 赤毛
";

/// Colours that mix where two stand together, as in "red brown", and so do those whose names end so: "sky blue".
const PLAIN: &str = "red orange yellow green blue purple violet pink brown grey black white teal cyan magenta turquoise \
赤 赤い 青 青い 黄 黄色 緑 黒 白 茶 茶色 紫 灰 灰色 紺";

/// A colour by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ColorName {
    pub(super) color: Rgb,
    /// Whose colour it is, if the name says so: `blonde` is hair.
    pub(super) of: &'static [Label],
    /// Whether it mixes with another plain one beside it.
    pub(super) plain: bool,
}

/// All names as they are written, those first that hold where a name comes twice.
pub(super) fn all() -> impl Iterator<Item = (&'static str, ColorName)> {
    let of_hair = rows(OF_HAIR).map(|(color, name)| (color, name, &[Label::Hair][..]));
    let own = rows(OWN).chain(rows(XKCD)).chain(rows(CSS)).map(|(color, name)| (color, name, &[][..]));
    of_hair.chain(own).map(|(color, name, of)| {
        let last = name.rsplit(' ').next();
        let plain = PLAIN.split_whitespace().any(|plain| Some(plain) == last);
        (name, ColorName { color, of, plain })
    })
}

/// The colours and names of a table.
fn rows(text: &'static str) -> impl Iterator<Item = (Rgb, &'static str)> {
    text.lines().flat_map(|line| {
        let (hex, names) = line.split_once(' ').expect("each row is a colour and its names");
        let color = Rgb::from_hex(u32::from_str_radix(hex, 16).expect("six hexadecimal digits"));
        names.split(',').map(move |name| (color, name.trim()))
    })
}
