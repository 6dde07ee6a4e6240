//! The layers as `stack.xml` lists them.

use std::borrow::Cow;

use crate::{Layers, Plane, Raster};

/// One layer.
pub(super) struct Layer<'a> {
    name: &'static str,
    pub(super) pixels: Cow<'a, Raster>,
}

impl Layer<'_> {
    pub(super) fn path(&self) -> String {
        format!("data/{}.png", self.name)
    }
}

/// The layers, the topmost first. Over each other they are [`Layers::picture`].
pub(super) fn stack(layers: &Layers) -> Vec<Layer<'_>> {
    let paper = Plane::filled(layers.width(), layers.height(), [255; 4]);
    let layer = |name, pixels| Layer { name, pixels: Cow::Borrowed(pixels) };
    let mut stack = vec![layer("line", layers.line())];
    stack.extend(layers.withdraw().map(|pixels| layer("withdraw", pixels)));
    stack.extend(layers.tone().map(|pixels| layer("tone", pixels)));
    stack.push(layer("shade", layers.shade()));
    stack.extend(layers.texture().map(|pixels| layer("texture", pixels)));
    stack.push(layer("flats", layers.flats()));
    stack.push(Layer { name: "paper", pixels: Cow::Owned(paper) });
    stack
}

/// The stack in the format of OpenRaster 0.0.3.
pub(super) fn xml((width, height): (usize, usize), stack: &[Layer<'_>]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<image version=\"0.0.3\" w=\"{width}\" h=\"{height}\">\n  <stack>\n"
    );
    for layer in stack {
        text += &format!(
            "    <layer name=\"{}\" src=\"{}\" x=\"0\" y=\"0\" opacity=\"1.0\" visibility=\"visible\" \
             composite-op=\"svg:src-over\"/>\n",
            layer.name,
            layer.path()
        );
    }
    text + "  </stack>\n</image>\n"
}
