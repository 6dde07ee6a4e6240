//! Compiles the C and C++ programs of `tests/c` and `examples` with the system's compilers against
//! `include/`, links them with the shared and the static library as they are shipped, and runs them.
//!
//! `COLORIZE_LIBRARIES=/usr/local/lib` takes libraries that are there instead of building them.
//! `COLORIZE_TEST_RUNNER="valgrind -q --error-exitcode=9"` runs them under a tool;
//! `COLORIZE_TEST_CFLAGS` adds to the compilers' arguments.
#![cfg(unix)]

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What rustc's `--print native-static-libs` names.
#[cfg(target_os = "macos")]
const NATIVE: [&str; 4] = ["-liconv", "-lSystem", "-lc", "-lm"];
#[cfg(not(target_os = "macos"))]
const NATIVE: [&str; 7] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lc"];

#[derive(Clone, Copy)]
enum Link {
    Shared,
    Static,
}

/// Where the libraries are as they are shipped: built by a Cargo of its own, with no features but the default ones.
/// Those that Cargo builds beside this test have what the other tests want, too, such as training.
fn libraries() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        if let Some(folder) = env::var_os("COLORIZE_LIBRARIES") {
            return folder.into();
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--release", "--locked", "--package", "colorize-ffi", "--lib"])
            .current_dir(ROOT)
            .env("CARGO_TARGET_DIR", target);
        let built = cargo.output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        target.join("release")
    });
    &FOLDER
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Compiles `source`, a path from the root, and links it.
fn build(source: &str, link: Link) -> PathBuf {
    let pick = |variable, default: &str| env::var_os(variable).unwrap_or_else(|| OsString::from(default));
    let (compiler, standard) = match source.ends_with(".cpp") {
        true => (pick("CXX", "c++"), "-std=c++17"),
        false => (pick("CC", "cc"), "-std=c99"),
    };
    let kind = match link {
        Link::Shared => "shared",
        Link::Static => "static",
    };
    let name = Path::new(source).file_name().unwrap().to_str().unwrap();
    let program = folder("c-abi").join(format!("{}-{kind}", name.replace('.', "-")));
    let mut compiler = Command::new(compiler);
    compiler
        .args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-pthread"])
        .args(env::var("COLORIZE_TEST_CFLAGS").unwrap_or_default().split_whitespace())
        .arg(format!("-I{ROOT}/include"))
        .arg(Path::new(ROOT).join(source))
        .arg("-o")
        .arg(&program);
    let libraries = libraries();
    match link {
        Link::Shared => compiler
            .arg("-L")
            .arg(libraries)
            .args(["-lcolorize", "-lm"])
            .arg(format!("-Wl,-rpath,{}", libraries.display())),
        Link::Static => compiler.arg(libraries.join("libcolorize.a")).args(NATIVE),
    };
    let built = compiler.output().expect("no C compiler");
    assert!(built.status.success(), "{source}:\n{}", String::from_utf8_lossy(&built.stderr));
    program
}

fn run(program: &Path, arguments: &[&Path]) {
    let runner = env::var("COLORIZE_TEST_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace().map(OsString::from).chain([program.into()]);
    let mut command = Command::new(words.next().unwrap());
    // Cargo's points at target/release first, where an older library may lie; our rpath is right.
    command.args(words).args(arguments).env_remove("LD_LIBRARY_PATH").env_remove("DYLD_LIBRARY_PATH");
    let ran = command.output().unwrap();
    assert!(
        ran.status.success(),
        "{}: {}\n{}{}",
        program.display(),
        ran.status,
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
}

fn build_and_run(source: &str, link: Link) {
    let out = tempfile::tempdir_in(folder("c-abi")).unwrap();
    run(&build(source, link), &[out.path()]);
}

#[test]
fn c_shared() {
    build_and_run("tests/c/abi.c", Link::Shared);
}

#[test]
fn c_static() {
    build_and_run("tests/c/abi.c", Link::Static);
}

#[test]
fn c_regions_shared() {
    build_and_run("tests/c/regions.c", Link::Shared);
}

#[test]
fn c_regions_static() {
    build_and_run("tests/c/regions.c", Link::Static);
}

#[test]
fn c_images_shared() {
    build_and_run("tests/c/images.c", Link::Shared);
}

#[test]
fn c_images_static() {
    build_and_run("tests/c/images.c", Link::Static);
}

#[test]
fn c_blocks_shared() {
    build_and_run("tests/c/blocks.c", Link::Shared);
}

#[test]
fn c_blocks_static() {
    build_and_run("tests/c/blocks.c", Link::Static);
}

#[test]
fn c_document_shared() {
    build_and_run("tests/c/document.c", Link::Shared);
}

#[test]
fn c_document_static() {
    build_and_run("tests/c/document.c", Link::Static);
}

#[test]
fn c_words_shared() {
    build_and_run("tests/c/words.c", Link::Shared);
}

#[test]
fn c_words_static() {
    build_and_run("tests/c/words.c", Link::Static);
}

#[test]
fn c_host_shared() {
    build_and_run("tests/c/host.c", Link::Shared);
}

#[test]
fn c_host_static() {
    build_and_run("tests/c/host.c", Link::Static);
}

#[test]
fn c_fork_shared() {
    build_and_run("tests/c/fork.c", Link::Shared);
}

#[test]
fn c_styles_shared() {
    build_and_run("tests/c/styles.c", Link::Shared);
}

#[test]
fn c_styles_static() {
    build_and_run("tests/c/styles.c", Link::Static);
}

#[test]
fn c_library_shared() {
    build_and_run("tests/c/library.c", Link::Shared);
}

#[test]
fn c_library_static() {
    build_and_run("tests/c/library.c", Link::Static);
}

#[test]
fn c_clip_shared() {
    build_and_run("tests/c/clip.c", Link::Shared);
}

#[test]
fn c_clip_static() {
    build_and_run("tests/c/clip.c", Link::Static);
}

#[test]
fn c_copies_shared() {
    build_and_run("tests/c/copies.c", Link::Shared);
}

#[test]
fn c_copies_static() {
    build_and_run("tests/c/copies.c", Link::Static);
}

/// Compiled against the header of the first release.
#[test]
fn older_client_runs() {
    build_and_run("tests/c/older/older.c", Link::Shared);
}

#[test]
fn cpp_shared() {
    build_and_run("tests/c/raii.cpp", Link::Shared);
}

#[test]
fn cpp_static() {
    build_and_run("tests/c/raii.cpp", Link::Static);
}

/// For minutes or hours: `COLORIZE_SOAK=600 cargo test --release -p colorize-ffi --test c_abi -- --ignored --nocapture`.
#[test]
#[ignore = "takes as long as it is told to"]
fn c_soak() {
    let program = build("tests/c/soak.c", Link::Shared);
    let seconds = env::var("COLORIZE_SOAK").unwrap_or_else(|_| "10".into());
    assert!(Command::new(program).arg(seconds).status().unwrap().success());
}

/// The examples colour a picture of their own, and one that is handed to them.
#[test]
fn examples_run() {
    let out = tempfile::tempdir_in(folder("c-abi")).unwrap();
    let drawing = out.path().join("drawing.pgm");
    let pixels: Vec<u8> = (0..96u32 * 80).map(|i| frame(i % 96, i / 96)).collect();
    std::fs::write(&drawing, [b"P5\n# a frame\n96 80\n255\n".as_slice(), &pixels].concat()).unwrap();
    for (source, name) in [("examples/c/color.c", "c"), ("examples/cpp/color.cpp", "cpp")] {
        let program = build(source, Link::Shared);
        let [own, handed] = ["own", "handed"].map(|kind| out.path().join(format!("{name}-{kind}.png")));
        run(&program, &[&own]);
        run(&program, &[&handed, &drawing]);
        let picture = image::open(&handed).unwrap().to_rgba8();
        assert_eq!(picture.dimensions(), (96, 80));
        assert!(image::open(&own).is_ok());
    }
}

/// The README's quick starts compile and colour a drawing.
#[test]
fn readme_programs_run() {
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let out = tempfile::tempdir_in(folder("c-abi")).unwrap();
    let [drawing, picture] = ["drawing.png", "picture.png"].map(|name| out.path().join(name));
    image::GrayImage::from_fn(96, 80, |x, y| image::Luma([frame(x, y)])).save(&drawing).unwrap();
    for language in ["c", "cpp"] {
        let (_, block) = readme.split_once(&format!("```{language}\n")).expect("a quick start");
        let (code, _) = block.split_once("```").expect("an end of it");
        let source = out.path().join(format!("readme.{language}"));
        std::fs::write(&source, code).unwrap();
        run(&build(source.to_str().unwrap(), Link::Shared), &[&drawing, &picture]);
        let [r, g, b, _] = image::open(&picture).unwrap().to_rgba8().get_pixel(48, 40).0;
        assert!(r > 2 * g && r > 2 * b, "{language}: the hinted pixel is ({r}, {g}, {b})");
    }
}

/// A black frame, 10 pixels from the edge.
fn frame(x: u32, y: u32) -> u8 {
    let inset = x.min(y).min(95 - x).min(79 - y);
    if (10..13).contains(&inset) { 0 } else { 255 }
}

/// Only prefixed names leave the shared library: those of the header, and all of them.
#[test]
#[cfg(target_os = "linux")]
fn only_prefixed_symbols_are_exported() {
    let mut nm = Command::new("nm");
    nm.args(["-D", "--defined-only"]).arg(libraries().join("libcolorize.so"));
    let names = String::from_utf8(nm.output().expect("no nm").stdout).unwrap();
    let names: Vec<_> = names.lines().filter_map(|line| line.split_whitespace().last()).collect();
    let stray: Vec<_> = names.iter().filter(|name| !name.starts_with("colorize_")).collect();
    assert!(!names.is_empty() && stray.is_empty(), "{stray:?}");
    let header = std::fs::read_to_string(Path::new(ROOT).join("include/colorize.h")).unwrap();
    assert_eq!(names.len(), header.matches("COLORIZE_NOEXCEPT;").count());
    for name in names {
        assert!(header.contains(&format!("{name}(")), "{name} is exported but not in the header");
    }
}
