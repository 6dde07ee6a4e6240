//! A character's own labels, from the labeller's file to the flats.

use colorize_core::train::{LabelsTask, Task};
use colorize_core::{
    ColorOptions, ColorSheet, Device, Document, Engine, EngineOptions, Error, Label, LabelSet, Layers,
    Limits, ModelKind, Models, OwnLabel, Raster, ReadOptions, Reading, Result, Rgb,
};

fn drawing() -> Raster {
    Raster::open("examples/drawings/sailor.png", &Limits::default()).unwrap()
}

/// The bundled labeller with other labels, not trained on.
fn relabelled(labels: &LabelSet) -> Vec<u8> {
    let task = LabelsTask::new(Device::Cpu, 1, labels.clone(), "a test").unwrap();
    let task = task.with_weights(Models::bundled().file(ModelKind::Labeller).unwrap()).unwrap();
    task.package(0).unwrap().remove(0).1
}

fn engine(labels: &[u8]) -> Result<Engine> {
    let mut models = Models::bundled();
    models.insert(ModelKind::Labeller, labels.to_vec())?;
    Engine::with_options(EngineOptions::default(), &models)
}

fn read(engine: &Engine) -> Reading {
    Reading::new(engine, &drawing(), &ReadOptions::default(), None).unwrap()
}

fn colored(document: Document, sheet: ColorSheet) -> Layers {
    document.with_options(ColorOptions::default().with_sheet(sheet)).unwrap().color(None).unwrap()
}

#[test]
fn names_in_another_order_change_nothing_but_names() {
    let mut own: Vec<OwnLabel> = Label::ALL.map(OwnLabel::from).into();
    own[1..].reverse();
    for own in own.iter_mut().filter(|own| own.label == Label::Top) {
        own.name = "sailor suit".into();
    }
    let labels = LabelSet::new(own).unwrap();
    let (standard, own) = (
        read(&engine(&relabelled(&LabelSet::standard())).unwrap()),
        read(&engine(&relabelled(&labels)).unwrap()),
    );
    assert_eq!(own.engine().labels(), &labels);
    for id in 1..=standard.regions().len() as u32 {
        let (label, share) = standard.label(id).unwrap();
        assert_eq!(own.label(id), Some((label, share)), "region {id}");
        assert_eq!(own.label_name(id), Some(if label == Label::Top { "sailor suit" } else { label.name() }));
    }
    let red = Rgb::new(200, 30, 40);
    let text = r##"{"parts": {"sailor suit": "#c81e28"}}"##;
    let sheet = ColorSheet::from_json(text).unwrap();
    let layers = colored(Document::new(own.clone()), sheet);
    let suit: Vec<_> = layers.info().iter().filter(|region| region.label == Label::Top).collect();
    assert!(!suit.is_empty() && suit.iter().all(|region| region.color == Some(red)));
    assert!(layers.to_json().contains("sailor suit"));
    let number = labels.number("sailor suit").unwrap() as u8;
    let (x, y) = own.regions().region(suit[0].id).unwrap().seed;
    assert_eq!(layers.labels().get(x as usize, y as usize), number);
}

#[test]
fn labels_under_one_standard_label_get_colors_of_their_own() {
    let mut own: Vec<OwnLabel> = Label::ALL.map(OwnLabel::from).into();
    own.push(OwnLabel { name: "collar".into(), label: Label::Top });
    let labels = LabelSet::new(own).unwrap();
    let mut document = Document::new(read(&engine(&relabelled(&labels)).unwrap()));
    let top: Vec<u32> = (1..=document.reading().regions().len() as u32)
        .filter(|id| document.label(*id).unwrap().0 == Label::Top)
        .collect();
    document.correct(top[0], "collar").unwrap();
    assert_eq!(
        (document.label_name(top[0]), document.label(top[0])),
        (Some("collar"), Some((Label::Top, 1.0)))
    );
    let layers = colored(document.clone(), ColorSheet::new());
    let color = |id: u32| layers.info()[id as usize - 1].color;
    let others: Vec<_> = top[1..].iter().filter(|id| document.label_name(**id) == Some("top")).collect();
    assert!(!others.is_empty() && color(top[0]).is_some());
    assert_ne!(color(top[0]), color(*others[0]));
    let error = document.correct(top[0], "cape").unwrap_err().to_string();
    assert!(error.contains("unknown part `cape`") && error.contains("collar"), "{error}");
}

#[test]
fn a_file_whose_labels_do_not_fit_its_weights_is_refused() {
    let file = relabelled(&LabelSet::standard());
    let few = LabelSet::new(vec![Label::Background.into(), Label::Hair.into()]).unwrap();
    let small = relabelled(&few);
    let forged = |file: &[u8], from: &str, to: &str| {
        let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
        let header = std::str::from_utf8(&file[8..8 + length]).unwrap().replace(from, to);
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.bytes());
        bytes.extend(&file[8 + length..]);
        bytes
    };
    assert!(engine(&file).is_ok() && engine(&small).is_ok());
    for bytes in [forged(&small, "hair", "hare"), forged(&small, "\"labels\":", "\"lables\":")] {
        let error = engine(&bytes).unwrap_err();
        assert!(matches!(error, Error::Model(_)), "{error}");
    }
}
