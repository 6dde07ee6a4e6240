use std::path::Path;

use burn::module::Module;
use burn::optim::ModuleOptimizer;

use crate::{Error, Result};

/// Writes a network and its optimiser as `NAME.bpk` and `NAME-optimizer.bpk`.
pub(super) fn save<M: Module>(folder: &Path, name: &str, net: &M, optimizer: &ModuleOptimizer) -> Result<()> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| Error::Model(format!("{path}: {error}"))
    };
    // Written beside and renamed, so that a crash leaves the last checkpoint whole.
    let (net_path, optimizer_path) = paths(folder, name);
    let beside = |path: &Path| path.with_extension("new.bpk");
    net.clone().save_file(beside(&net_path)).map_err(failed(&net_path))?;
    optimizer.save(beside(&optimizer_path)).map_err(failed(&optimizer_path))?;
    for path in [net_path, optimizer_path] {
        std::fs::rename(beside(&path), &path).map_err(Error::io(&path))?;
    }
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

fn paths(folder: &Path, name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    (folder.join(format!("{name}.bpk")), folder.join(format!("{name}-optimizer.bpk")))
}
