//! The modules of colorize-core use each other one way, as its sources say: the `use` lines and the paths in the code,
//! without comments and tests.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::Path;

/// The top-level modules: each may use those after it.
const ORDER: [&str; 27] = [
    "document",
    "reference",
    "compose",
    "blocks",
    "prompt",
    "sheet",
    "reading",
    "style_map",
    "engine",
    "models",
    "burn",
    "network",
    "kernel",
    "style",
    "texture",
    "trace",
    "region",
    "drawing",
    "ink",
    "label",
    "histogram",
    "archive",
    "raster",
    "color",
    "device",
    "progress",
    "error",
];
/// These may use all of those, and nobody uses them but those before them here.
const APART: [&str; 2] = ["train", "synth"];

#[test]
fn modules_use_only_those_below_them() {
    let library = Library::open();
    let tops: BTreeSet<_> =
        library.files.keys().filter_map(|file| file.first()).map(String::as_str).collect();
    assert_eq!(tops, ORDER.into_iter().chain(APART).collect(), "a module without a place in the order");
    let wrong = library.upward();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_imports_itself_through_others() {
    assert_eq!(Library::open().circle(), None);
}

#[test]
fn what_is_forbidden_is_found() {
    let library = |ink: &'static str, raster: &'static str| {
        let lib = "pub use ink::Ink; mod ink; mod raster; mod synth;";
        let plane = "use super::file::save; pub struct Plane;";
        let file =
            "// use super::Plane;\n pub fn save() {} #[cfg(test)] mod tests { use super::super::Plane; }";
        Library::new([
            ("", lib),
            ("ink", ink),
            ("raster", raster),
            ("raster/plane", plane),
            ("raster/file", file),
            ("synth", ""),
        ])
    };
    let raster = "mod plane; mod file; pub use plane::Plane;";
    let good = library("use crate::raster::{Plane, file}; pub struct Ink(Plane);", raster);
    assert_eq!((good.upward(), good.circle()), (Vec::new(), None));
    // By the name that lib.rs gives it, and in the code alone.
    let upward = library("pub struct Ink;", "mod plane; mod file; fn f() -> crate::Ink { crate::Ink }");
    assert_eq!(upward.upward(), ["raster.rs uses ink.rs as Ink"]);
    let of_synth = library("fn f() { crate::synth::draw() }", raster);
    assert_eq!(of_synth.upward(), ["ink.rs uses synth.rs as synth::draw"]);
    // A sibling by what the parent exports, and back.
    let looped = Library::new([
        ("", "mod raster;"),
        ("raster", raster),
        ("raster/plane", "use super::file::save; pub struct Plane;"),
        ("raster/file", "use super::Plane; pub fn save() {}"),
    ]);
    assert_eq!(looped.circle().as_deref(), Some("raster/file.rs -> raster/plane.rs -> raster/file.rs"));
}

/// A module or a name, from the top of the library.
type Place = Vec<String>;

/// What the sources of a library import.
struct Library {
    files: BTreeMap<Place, File>,
}

/// What one source file says.
#[derive(Default)]
struct File {
    /// Names of its own.
    defines: BTreeSet<String>,
    /// Names that it takes from elsewhere, and hands on to its children and, if it likes, to all.
    imports: HashMap<String, Place>,
    /// Modules all of whose names it takes.
    globs: Vec<Place>,
    /// All that it names from elsewhere.
    uses: Vec<Place>,
}

impl Library {
    fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("colorize-core/src");
        let mut texts = Vec::new();
        let mut folders = vec![(String::new(), root)];
        while let Some((module, folder)) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap();
                let module = match (module.as_str(), name) {
                    (_, "tests") => continue,
                    ("", "lib") => String::new(),
                    ("", name) => name.to_owned(),
                    (parent, name) => format!("{parent}/{name}"),
                };
                if path.is_dir() {
                    folders.push((module, path));
                } else {
                    texts.push((module, std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        Self::new(texts.iter().map(|(module, text)| (module.as_str(), text.as_str())))
    }

    /// `texts` are modules, with `/` between parent and child, and their sources.
    fn new<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let place =
            |module: &str| module.split('/').filter(|name| !name.is_empty()).map(String::from).collect();
        let texts: BTreeMap<Place, &str> =
            texts.into_iter().map(|(module, text)| (place(module), text)).collect();
        let modules: BTreeSet<Place> = texts.keys().cloned().collect();
        let file = |(module, text): (Place, &str)| {
            let file = File::new(&module, &without_tests(tokens(text)), &modules);
            (module, file)
        };
        Self { files: texts.into_iter().map(file).collect() }
    }

    /// The file that holds what `place` names; exported names are followed to where they come from.
    fn home(&self, place: &Place, exports: usize) -> Place {
        let depth = (0..=place.len()).rev().find(|&depth| self.files.contains_key(&place[..depth]));
        let module = place[..depth.unwrap_or(0)].to_vec();
        let file = &self.files[&module];
        let Some(name) = place.get(module.len()).filter(|name| !file.defines.contains(*name) && exports < 9)
        else {
            return module;
        };
        let globbed =
            file.globs.iter().find(|glob| self.files.get(*glob).is_some_and(|f| f.defines.contains(name)));
        match (file.imports.get(name), globbed) {
            (Some(place), _) => self.home(place, exports + 1),
            (None, Some(glob)) => glob.clone(),
            (None, None) => module,
        }
    }

    /// The files that `file` imports from, and by which name. What it takes from those it is a part of does not count.
    fn imports(&self, file: &Place) -> BTreeMap<Place, String> {
        let homes = self.files[file].uses.iter().map(|place| (self.home(place, 0), place.join("::")));
        homes.filter(|(home, _)| !file.starts_with(home)).collect()
    }

    /// What uses something that is not below it.
    fn upward(&self) -> Vec<String> {
        let rank = |file: &Place| ORDER.iter().position(|top| *top == file[0]);
        let apart = |file: &Place| APART.iter().position(|top| *top == file[0]);
        let mut wrong = Vec::new();
        for file in self.files.keys().filter(|file| !file.is_empty()) {
            for (other, name) in self.imports(file).into_iter().filter(|(other, _)| other[0] != file[0]) {
                let below = match (apart(file), apart(&other)) {
                    (Some(file), Some(other)) => file < other,
                    (Some(_), None) => true,
                    (None, Some(_)) => false,
                    (None, None) => rank(file) < rank(&other),
                };
                if !below {
                    wrong.push(format!("{} uses {} as {name}", shown(file), shown(&other)));
                }
            }
        }
        wrong
    }

    /// Files of which each imports from the next, and the last from the first.
    fn circle(&self) -> Option<String> {
        let imports: BTreeMap<&Place, BTreeMap<Place, String>> = self
            .files
            .keys()
            .filter(|file| !file.is_empty())
            .map(|file| (file, self.imports(file)))
            .collect();
        imports.keys().find_map(|start| {
            let mut reached = HashMap::from([(*start, None)]);
            let mut open = VecDeque::from([*start]);
            while let Some(file) = open.pop_front() {
                if imports[file].contains_key(*start) {
                    let back = std::iter::successors(Some(file), |file| reached[file]);
                    let mut way: Vec<_> = back.map(shown).collect();
                    way.reverse();
                    return Some(format!("{} -> {}", way.join(" -> "), shown(start)));
                }
                for other in imports[file].keys() {
                    let (other, _) = imports.get_key_value(other).expect("a file of the library");
                    reached.entry(*other).or_insert_with(|| {
                        open.push_back(*other);
                        Some(file)
                    });
                }
            }
            None
        })
    }
}

fn shown(file: &Place) -> String {
    format!("{}.rs", file.join("/"))
}

impl File {
    fn new(module: &Place, tokens: &[String], modules: &BTreeSet<Place>) -> Self {
        let mut file = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let (token, rest) = (tokens[at].as_str(), &tokens[at + 1..]);
            if ["struct", "enum", "fn", "const", "static", "type", "trait"].contains(&token) {
                file.defines.extend(rest.first().cloned());
            }
            if token == "use" {
                let length = rest.iter().position(|token| token == ";").expect("the end of a `use`");
                file.take(module, &[], &rest[..length], modules);
                at += length;
            } else if is_name(token) && rest.first().is_some_and(|next| next == "::") {
                // A path in the code.
                let mut path = vec![token.to_owned()];
                while tokens.get(at + 1).is_some_and(|next| next == "::")
                    && tokens.get(at + 2).is_some_and(is_name)
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                file.uses.extend(absolute(module, &path, modules));
            }
            at += 1;
        }
        file
    }

    /// Takes what a `use` says: `tokens` are one branch of its tree, after `before`.
    fn take(&mut self, module: &Place, before: &[String], tokens: &[String], modules: &BTreeSet<Place>) {
        let names =
            tokens.iter().take_while(|token| is_name(token) || *token == "::").filter(|token| is_name(token));
        let renamed = tokens.iter().position(|token| token == "as");
        let mut path: Vec<String> = before.iter().chain(names).cloned().collect();
        if let Some(renamed) = renamed.filter(|_| !tokens.iter().any(|token| token == "{")) {
            path.truncate(before.len() + renamed.div_ceil(2));
        }
        if let Some(open) = tokens.iter().position(|token| token == "{") {
            let (mut depth, mut start) = (0, open + 1);
            for (i, token) in tokens.iter().enumerate().skip(open) {
                depth += match token.as_str() {
                    "{" => 1,
                    "}" => -1,
                    _ => 0,
                };
                if (depth, token.as_str()) == (1, ",") || depth == 0 {
                    self.take(module, &path, &tokens[start..i], modules);
                    start = i + 1;
                }
            }
        } else if !tokens.is_empty() {
            if path.last().is_some_and(|name| name == "self") && path.len() > 1 {
                path.pop();
            }
            let Some(place) = absolute(module, &path, modules) else { return };
            if tokens.last().is_some_and(|token| token == "*") {
                self.globs.push(place);
            } else {
                let name = renamed.map_or_else(|| path.last(), |at| tokens.get(at + 1));
                self.imports.extend(name.map(|name| (name.clone(), place.clone())));
                self.uses.push(place);
            }
        }
    }
}

/// What a path names, from the top of the library; `None` if that is of another library.
fn absolute(module: &Place, path: &[String], modules: &BTreeSet<Place>) -> Option<Place> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    match path[0].as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => Some([&module[..module.len() - ups], &path[ups..]].concat()),
        "self" => Some([&module[..], &path[1..]].concat()),
        _ => Some([&module[..], path].concat())
            .filter(|_| modules.contains(&[&module[..], &path[..1]].concat())),
    }
}

fn is_name(token: impl AsRef<str>) -> bool {
    token.as_ref().starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::`, and all other signs one by one; no comments, strings and numbers.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let raw = rest
            .strip_prefix('r')
            .map(|after| after.trim_start_matches('#'))
            .filter(|after| after.starts_with('"'));
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").expect("the end of a comment") + 2
        } else if let Some(after) = raw {
            let end = format!("\"{}", "#".repeat(rest.len() - 1 - after.len()));
            rest.len() - after.len() + 1 + after[1..].find(&end).expect("the end of a string") + end.len()
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' && (rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\'')) {
            quoted(rest, '\'')
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            if !first.is_whitespace() {
                tokens.push(rest[..length].to_owned());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// How long a string or character in quotes is.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.expect("the end of a string").0 + 1
}

/// Leaves out what is compiled for tests alone.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let starts = |at: usize, what: &[&str]| {
        what.iter().enumerate().all(|(i, token)| tokens.get(at + i).is_some_and(|found| found == token))
    };
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if starts(at, &["#", "[", "cfg", "(", "test"])
            || starts(at, &["#", "[", "cfg", "(", "all", "(", "test"])
        {
            let mut depth = 0;
            loop {
                match tokens[at].as_str() {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 && [";", "}"].contains(&tokens[at - 1].as_str()) {
                    break;
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}
