//! `colorize style list`, `search`, `import`, `export`, `rename`, `remove`, `transform`: stored styles.

use std::path::{Path, PathBuf};

use colorize_core::{Limits, Raster, StoredStyle, StyleField, StyleLibrary, Swatch};
use serde_json::json;

use crate::failure::Failure;
use crate::{output, preview};

/// List the styles of a library.
#[derive(clap::Args)]
pub struct List {
    /// The library: a file that `colorize style import` made.
    library: PathBuf,
    /// What to sort by: name, author, kind, tags, licence or source.
    #[arg(long, value_name = "FIELD", default_value_t)]
    sort: StyleField,
    /// What to group by, the same: each group under its title; of tags a style is in the group of each.
    #[arg(long, value_name = "FIELD")]
    group_by: Option<StyleField>,
    #[command(flatten)]
    show: Show,
}

/// List the styles in which all words occur, or those that are most like a style.
#[derive(clap::Args)]
pub struct Search {
    /// The library.
    library: PathBuf,
    /// Words of the name, author, kind, tags, licence or source, in whatever case.
    words: Vec<String>,
    /// A style as `colorize style extract` writes it: the likest come first.
    #[arg(long, value_name = "STYLE.json")]
    like: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

/// How styles are shown.
#[derive(clap::Args)]
struct Show {
    /// Where to write a picture of all surfaces.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// Put styles into a library; it is made if there is none.
#[derive(clap::Args)]
pub struct Import {
    /// The library.
    library: PathBuf,
    /// Styles as `colorize style extract` writes them, or other libraries, whose styles are added.
    #[arg(required = true, value_name = "STYLE.json|OTHER.styles")]
    files: Vec<PathBuf>,
    /// The name of a style; that of its file if left out.
    #[arg(long)]
    name: Option<String>,
    /// Who made it.
    #[arg(long, default_value = "")]
    author: String,
    /// What kind of texture it is, such as cloth or wood.
    #[arg(long, default_value = "")]
    kind: String,
    /// More words to find it by, with commas between them.
    #[arg(long, value_delimiter = ',')]
    tags: Vec<String>,
    /// Under what terms it may be used.
    #[arg(long, default_value = "")]
    licence: String,
    /// Where it was picked.
    #[arg(long, default_value = "")]
    source: String,
}

/// Write a style of a library to a file of its own, as `colorize style extract` does.
#[derive(clap::Args)]
pub struct Export {
    /// The library.
    library: PathBuf,
    /// The style's name.
    name: String,
    /// Where to write it.
    #[arg(short, long, value_name = "STYLE.json")]
    output: PathBuf,
}

/// Give a style of a library another name.
#[derive(clap::Args)]
pub struct Rename {
    /// The library.
    library: PathBuf,
    /// The style's name.
    name: String,
    /// Its new name.
    other: String,
}

/// Take a style out of a library.
#[derive(clap::Args)]
pub struct Remove {
    /// The library.
    library: PathBuf,
    /// The style's name.
    name: String,
}

/// Turn, enlarge or recolour a style that was written to a file.
#[derive(clap::Args)]
pub struct Transform {
    /// A style as `colorize style extract` writes it.
    style: PathBuf,
    /// Where to write the other one.
    #[arg(short, long, value_name = "STYLE.json")]
    output: PathBuf,
    #[command(flatten)]
    change: super::pick::Turn,
}

pub fn list(args: &List) -> Result<(), Failure> {
    let library = open(&args.library)?;
    let sorted = library.sorted(args.sort);
    match args.group_by {
        None => args.show.show(&[(None, sorted)]),
        Some(field) => {
            let own = |group: &[&StoredStyle]| {
                sorted.iter().copied().filter(|style| group.contains(style)).collect::<Vec<_>>()
            };
            let groups = library.grouped(field);
            let groups: Vec<_> = groups.iter().map(|(title, group)| (Some(*title), own(group))).collect();
            args.show.show(&groups)
        }
    }
}

pub fn search(args: &Search) -> Result<(), Failure> {
    let library = open(&args.library)?;
    let found = library.search(&args.words.join(" "));
    let styles = match &args.like {
        None => found,
        Some(path) => {
            let like = library.like(&read(path)?);
            like.into_iter().map(|(style, _)| style).filter(|style| found.contains(style)).collect()
        }
    };
    args.show.show(&[(None, styles)])
}

pub fn import(args: &Import) -> Result<(), Failure> {
    output::check_kinds(None, [(args.library.as_path(), &["styles", "zip"][..])])?;
    if args.name.is_some() && args.files.len() > 1 {
        return Err(Failure::argument("--name names one style, but there are several files"));
    }
    let mut library = if args.library.exists() { open(&args.library)? } else { StyleLibrary::new() };
    let before = library.styles().len();
    for path in &args.files {
        if is_named(path) {
            library.merge(open(path)?);
            continue;
        }
        let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let style = StoredStyle {
            author: args.author.clone(),
            kind: args.kind.clone(),
            tags: args.tags.clone(),
            licence: args.licence.clone(),
            source: args.source.clone(),
            ..StoredStyle::new(args.name.clone().unwrap_or_else(stem), read(path)?)
        };
        library.add(style).map_err(|error| Failure::from(error).within(path))?;
    }
    save(&library, &args.library)?;
    println!("{} styles, {} of them new", library.styles().len(), library.styles().len() - before);
    Ok(())
}

pub fn export(args: &Export) -> Result<(), Failure> {
    output::check_kinds(Some(&args.library), [(args.output.as_path(), &["json"][..])])?;
    let library = open(&args.library)?;
    let style = get(&library, &args.name, &args.library)?;
    output::write(&args.output, style.swatch.to_json().as_bytes())
}

/// Whether a file is named as libraries are.
pub fn is_named(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "styles" || ending == "zip")
}

/// The style of a name.
pub fn get<'a>(library: &'a StyleLibrary, name: &str, path: &Path) -> Result<&'a StoredStyle, Failure> {
    let none = || Failure::argument(format!("there is no style `{name}` in {}", path.display()));
    library.get(name).ok_or_else(none)
}

pub fn rename(args: &Rename) -> Result<(), Failure> {
    let mut library = open(&args.library)?;
    library.rename(&args.name, &args.other)?;
    save(&library, &args.library)
}

pub fn remove(args: &Remove) -> Result<(), Failure> {
    let mut library = open(&args.library)?;
    library.remove(&args.name)?;
    save(&library, &args.library)
}

pub fn transform(args: &Transform) -> Result<(), Failure> {
    output::check_kinds(Some(&args.style), [(args.output.as_path(), &["json"][..])])?;
    output::write(&args.output, args.change.of(read(&args.style)?)?.to_json().as_bytes())
}

impl Show {
    /// Shows groups of styles, with their titles if they have any.
    fn show(&self, groups: &[(Option<&str>, Vec<&StoredStyle>)]) -> Result<(), Failure> {
        let styles = || groups.iter().flat_map(|(_, styles)| styles);
        if let Some(path) = &self.sheet {
            output::check(None, [path.as_path()])?;
            if styles().next().is_none() {
                return Err(Failure::argument("there is no style to draw a sheet of"));
            }
            // Twice as large, so that twelve letters fit under each.
            let double = |small: Raster| {
                Raster::from_fn(2 * small.width(), 2 * small.height(), |x, y| small.get(x / 2, y / 2))
            };
            let pictures: Vec<Raster> = styles().map(|style| double(style.thumbnail())).collect();
            let name = |style: &&StoredStyle| style.name.chars().take(12).collect::<String>();
            let named: Vec<_> = styles().map(name).zip(&pictures).collect();
            output::write(path, &preview::named_sheet(&named).encode_png()?)?;
        }
        if self.json {
            let told = |style: &&StoredStyle| {
                json!({
                    "name": style.name, "author": style.author, "kind": style.kind, "tags": style.tags,
                    "licence": style.licence, "source": style.source, "color": style.swatch.style.rgb(),
                    "groups": style.swatch.style.groups().collect::<Vec<_>>(),
                })
            };
            let told = groups.iter().map(|(title, styles)| {
                let styles: Vec<_> = styles.iter().map(told).collect();
                title.map_or(json!(styles), |title| json!({ "title": title, "styles": styles }))
            });
            let mut told: Vec<_> = told.collect();
            let alone = groups.iter().all(|(title, _)| title.is_none()) && told.len() == 1;
            println!("{}", if alone { told.remove(0) } else { json!(told) });
            return Ok(());
        }
        let longest = styles().map(|style| style.name.chars().count()).max().unwrap_or(0);
        for (title, styles) in groups {
            let indent = if title.is_some() { "  " } else { "" };
            if let Some(title) = title {
                println!("{}", if title.is_empty() { "(not told)" } else { title });
            }
            for style in styles {
                let fields =
                    [style.kind.clone(), style.tags.join(", "), style.author.clone(), style.licence.clone()];
                let fields: Vec<String> = fields.into_iter().filter(|field| !field.is_empty()).collect();
                println!("{indent}{:longest$}  {}", style.name, fields.join("; "));
            }
        }
        Ok(())
    }
}

fn open(path: &Path) -> Result<StyleLibrary, Failure> {
    Ok(StyleLibrary::open(path, &Limits::default())?)
}

fn save(library: &StyleLibrary, path: &Path) -> Result<(), Failure> {
    library.save(path).map_err(Failure::writing)
}

fn read(path: &Path) -> Result<Swatch, Failure> {
    let text = std::fs::read_to_string(path).map_err(colorize_core::Error::io(path))?;
    Swatch::from_json(&text).map_err(|error| Failure::from(error).within(path))
}
