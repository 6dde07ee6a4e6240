//! A network and its optimiser as files.

use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::ModuleOptimizer;

use crate::{Error, Result};

/// Writes a network and its optimiser as `NAME.bpk` and `NAME-optimizer.bpk`.
pub(super) fn save<M: Module>(folder: &Path, name: &str, net: &M, optimizer: &ModuleOptimizer) -> Result<()> {
    let (net_path, optimizer_path) = paths(folder, name);
    net.clone()
        .save_file(&net_path)
        .map_err(|error| Error::Model(format!("{}: {error}", net_path.display())))?;
    optimizer
        .save(&optimizer_path)
        .map_err(|error| Error::Model(format!("{}: {error}", optimizer_path.display())))?;
    Ok(())
}

/// Reads what [`save`] wrote.
pub(super) fn load<M: Module>(
    folder: &Path,
    name: &str,
    net: M,
    optimizer: ModuleOptimizer,
) -> Result<(M, ModuleOptimizer)> {
    let (net_path, optimizer_path) = paths(folder, name);
    let net = net
        .try_load_file(&net_path)
        .map_err(|error| Error::Model(format!("{}: {error}", net_path.display())))?;
    let optimizer = optimizer
        .load(&optimizer_path)
        .map_err(|error| Error::Model(format!("{}: {error}", optimizer_path.display())))?;
    Ok((net, optimizer))
}

fn paths(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    (folder.join(format!("{name}.bpk")), folder.join(format!("{name}-optimizer.bpk")))
}
