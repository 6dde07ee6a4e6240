//! Compiles the targets that are written in C: they see the library as a paint program does, through its header.

fn main() {
    println!("cargo::rerun-if-changed=edge");
    println!("cargo::rerun-if-changed=../include/colorize.h");
    cc::Build::new()
        .files(["edge/color.c", "edge/views.c"])
        .include("../include")
        .std("c99")
        .warnings_into_errors(true)
        .opt_level(1)
        .compile("edge");
}
