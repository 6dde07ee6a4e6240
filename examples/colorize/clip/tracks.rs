//! What is told of a shot: where each part is, in which colour, and what was left open.

use std::collections::BTreeMap;

use colorize_core::{Rgb, Track};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One region of one frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Region {
    pub track: Track,
    pub part: String,
    /// `None` is ground.
    pub color: Option<Rgb>,
    pub certainty: f32,
    pub withdrawn: bool,
}

/// All regions of one frame, by id - 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frame {
    pub number: u32,
    /// Coloured by a person.
    pub given: bool,
    /// The same drawing as the frame coloured before it.
    pub hold: bool,
    pub regions: Vec<Region>,
}

impl Frame {
    pub fn withdrawn(&self) -> usize {
        self.regions.iter().filter(|region| region.withdrawn).count()
    }
}

/// What is known of one track.
#[derive(Default)]
struct Life {
    parts: BTreeMap<String, usize>,
    colors: BTreeMap<Option<Rgb>, usize>,
    frames: Vec<u32>,
    certainty: f32,
}

/// The table of a shot.
#[derive(Default)]
pub struct Table {
    tracks: BTreeMap<Track, Life>,
    frames: Vec<Value>,
}

impl Table {
    /// Takes the next frame; frames come in order.
    pub fn add(&mut self, frame: &Frame) {
        for region in &frame.regions {
            let life =
                self.tracks.entry(region.track).or_insert_with(|| Life { certainty: 1.0, ..Life::default() });
            *life.parts.entry(region.part.clone()).or_default() += 1;
            *life.colors.entry(region.color).or_default() += 1;
            life.certainty = life.certainty.min(region.certainty);
            if life.frames.last() != Some(&frame.number) {
                life.frames.push(frame.number);
            }
        }
        self.frames.push(json!({
            "frame": frame.number,
            "given": frame.given,
            "hold": frame.hold,
            "regions": frame.regions.len(),
            "withdrawn": frame.withdrawn(),
        }));
    }

    /// Tracks by where they were first seen, then the frames, and the numbers of those with open regions, the worst first.
    pub fn to_json(&self, worst: Vec<u32>) -> String {
        let most = |counts: &BTreeMap<String, usize>| {
            counts.iter().max_by_key(|(_, count)| **count).map(|(part, _)| part.clone())
        };
        let track = |(track, life): (&Track, &Life)| {
            let colors: Vec<Option<String>> =
                life.colors.keys().map(|color| color.map(|color| color.to_string())).collect();
            json!({
                "frame": track.frame,
                "region": track.region,
                "part": most(&life.parts),
                "colors": colors,
                "least_certainty": life.certainty,
                "frames": life.frames,
            })
        };
        let tracks: Vec<Value> = self.tracks.iter().map(track).collect();
        let table = json!({ "tracks": tracks, "frames": self.frames, "worst": worst });
        serde_json::to_string_pretty(&table).expect("numbers and names are JSON")
    }
}
