//! A Burn module's weights as plain numbers.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};

/// The weights of `net`, tensor by tensor in the order of its fields.
pub(super) fn read<M: Module>(net: &M) -> Vec<Vec<f32>> {
    let mut reader = Reader(Vec::new());
    net.visit(&mut reader);
    reader.0
}

/// `net` with `values` for its weights, in the order of [`read`]; an optimiser knows them as the same ones.
///
/// # Panics
/// If they are not as many and as long.
pub(super) fn write<M: Module>(net: M, values: &[Vec<f32>]) -> M {
    let mut writer = Writer(values.iter());
    let net = net.map(&mut writer);
    assert!(writer.0.next().is_none(), "more values than the network has weights");
    net
}

struct Reader(Vec<Vec<f32>>);

impl ModuleVisitor for Reader {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().into_data().try_to_vec::<f32>().expect("weights are f32"));
    }
}

struct Writer<'a>(std::slice::Iter<'a, Vec<f32>>);

impl ModuleMapper for Writer<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let values = self.0.next().expect("values for each of the network's weights");
        param.map(|old| {
            let data = TensorData::new(values.clone(), old.dims());
            Tensor::from_data(data, &old.device()).set_require_grad(old.is_require_grad())
        })
    }
}
