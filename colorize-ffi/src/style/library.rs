use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use colorize_core as core;
use safer_ffi::prelude::*;

use super::{ColorizeStyle, ColorizeStyleGroups};
use crate::boundary::{ask, free, from_c, give, guard, non_null, path, put, put_list, quiet, slice, text};
use crate::bytes::ColorizeBytes;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::ColorizeImage;
use crate::options::ColorizeLimits;
use crate::prompt::ColorizeRgb;
use crate::structure::{Growing as _, Options, growing};

/// The most tags that a style may be given.
const TAGS: usize = 4096;

/// Styles that are kept to be used again, each under a name of its own, sorted by it: by the bytes of the name. Threads can
/// look into it at once, but one alone changes it. Free it with `colorize_style_library_free`.
pub struct ColorizeStyleLibrary {
    library: core::StyleLibrary,
    /// What C reads of the styles; made when it is first asked for after a change.
    texts: OnceLock<Box<[Texts]>>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeStyleLibrary>();
};

/// The words of a style.
struct Texts {
    name: CString,
    author: CString,
    kind: CString,
    licence: CString,
    source: CString,
    tags: Box<[CString]>,
}

/// What is told of a stored style, its words in UTF-8: they live until the library is changed or freed. Later versions may
/// have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeStyleEntry {
    /// What it is known by.
    pub name: *const c_char,
    /// Who made it; empty if that is not told, and so are the others.
    pub author: *const c_char,
    /// What kind of texture it is: cloth, wood, print, brush...
    pub kind: *const c_char,
    /// Under what terms it may be used, such as CC0-1.0.
    pub licence: *const c_char,
    /// Where it was picked.
    pub source: *const c_char,
    /// How many more words there are to find it by; see `colorize_style_library_tag`.
    pub tag_count: usize,
    /// What it holds: `ColorizeStyleGroups` joined by `|`.
    pub groups: u32,
    /// Its colour; black if it has none.
    pub color: ColorizeRgb,
    /// 1 if it has a colour.
    pub has_color: u8,
    /// 1 if it has a piece of a surface, by which texture and pattern are painted.
    pub has_surface: u32,
}

growing!(ColorizeStyleEntry, has_surface: u32);

/// What is told of a style when it is stored: each field may be NULL. Fill it with `colorize_style_notes_init`, then change
/// what you like.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeStyleNotes {
    /// `sizeof(ColorizeStyleNotes)`, as the caller compiled it.
    pub struct_size: usize,
    /// Who made it.
    pub author: *const c_char,
    /// What kind of texture it is: cloth, wood, print, brush...
    pub kind: *const c_char,
    /// Under what terms it may be used, such as CC0-1.0.
    pub licence: *const c_char,
    /// Where it was picked.
    pub source: *const c_char,
    /// More words to find it by, `tag_count` of them.
    pub tags: *const *const c_char,
    /// How many these are.
    pub tag_count: usize,
}

growing!(ColorizeStyleNotes, tag_count: usize);

// SAFETY: `struct_size` comes first.
unsafe impl Options for ColorizeStyleNotes {
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>(),
            author: ptr::null(),
            kind: ptr::null(),
            licence: ptr::null(),
            source: ptr::null(),
            tags: ptr::null(),
            tag_count: 0,
        }
    }
}

/// Fills `notes` with the defaults of the library that is loaded. Does nothing for NULL.
///
/// # Safety
/// `notes` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeStyleNotes)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_style_notes_init(notes: *mut ColorizeStyleNotes, struct_size: usize) {
    // SAFETY: so many bytes are writable.
    quiet((), || unsafe { Options::init(notes, struct_size) });
}

/// Makes a library without styles in `*library`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_library_new(
    library: Option<&mut MaybeUninit<Option<Box<ColorizeStyleLibrary>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(library, "library", || Ok(core::StyleLibrary::new().into())))
}

/// Opens a library's file, `.styles`, in `*library`: what `colorize_style_library_save` and `colorize style` write.
///
/// It is read without trust: a damaged or hostile file, or one over `limits` (NULL for the defaults), fails with what is
/// wrong.
///
/// # Safety
/// `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_open(
    file: *const c_char,
    limits: *const ColorizeLimits,
    library: Option<&mut MaybeUninit<Option<Box<ColorizeStyleLibrary>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(library, "library", || {
            // SAFETY: as many bytes are readable as it says.
            let limits = unsafe { ColorizeLimits::read(limits, "limits") }?.to_core();
            // SAFETY: it ends with NUL.
            let file = unsafe { path(file, "file") }?;
            Ok(core::StyleLibrary::open(file, &limits)?.into())
        })
    })
}

/// Opens a library as `colorize_style_library_open` does, from `size` bytes of memory.
///
/// # Safety
/// `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_from_bytes(
    bytes: *const u8,
    size: usize,
    limits: *const ColorizeLimits,
    library: Option<&mut MaybeUninit<Option<Box<ColorizeStyleLibrary>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(library, "library", || {
            // SAFETY: as many bytes are readable as it says.
            let limits = unsafe { ColorizeLimits::read(limits, "limits") }?.to_core();
            // SAFETY: so many are readable.
            let bytes = unsafe { slice(bytes, size, isize::MAX as usize, "bytes") }?;
            Ok(core::StyleLibrary::from_bytes(bytes, &limits)?.into())
        })
    })
}

/// Writes the library to its file, whole or not at all.
///
/// # Safety
/// `file` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_save(
    library: Option<&ColorizeStyleLibrary>,
    file: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it ends with NUL.
        let file = unsafe { path(file, "file") }?;
        Ok(non_null(library, "library")?.library.save(file)?)
    })
}

/// Makes the bytes of that file in `*bytes`. The same library gives the same bytes.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_library_to_bytes(
    library: Option<&ColorizeStyleLibrary>,
    bytes: Option<&mut MaybeUninit<Option<Box<ColorizeBytes>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(bytes, "bytes", || Ok(non_null(library, "library")?.library.to_bytes()?.into())))
}

/// How many styles it has; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_style_library_count(library: Option<&ColorizeStyleLibrary>) -> usize {
    ask(library, 0, |library| library.library.styles().len())
}

/// Puts what is told of style `index`, from 0, in `*entry`, which stays as it was if the call fails. Its words live until
/// `library` is changed or freed.
///
/// `struct_size` is `sizeof(ColorizeStyleEntry)` as the caller compiled it; what a later header has and this library does
/// not know becomes 0.
///
/// # Safety
/// `entry` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_entry(
    library: Option<&ColorizeStyleLibrary>,
    index: usize,
    entry: *mut ColorizeStyleEntry,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || {
            let library = non_null(library, "library")?;
            let swatch = &library.at(index)?.swatch;
            let color = swatch.style.rgb();
            let groups: u32 = swatch.style.groups().map(|group| 1 << group as u32).sum();
            let Texts { name, author, kind, licence, source, tags } = &library.texts()[index];
            Ok(ColorizeStyleEntry {
                name: name.as_ptr(),
                author: author.as_ptr(),
                kind: kind.as_ptr(),
                licence: licence.as_ptr(),
                source: source.as_ptr(),
                tag_count: tags.len(),
                groups: groups & ColorizeStyleGroups::All as u32,
                color: color.unwrap_or(core::Rgb::BLACK).into(),
                has_color: color.is_some().into(),
                has_surface: swatch.exemplar.is_some().into(),
            })
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeStyleEntry::put(entry, struct_size, made, "entry") }
    })
}

/// Tag `tag`, from 0, of style `index`; lives until `library` is changed or freed. NULL if there is none, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_style_library_tag(
    library: Option<&ColorizeStyleLibrary>,
    index: usize,
    tag: usize,
) -> *const c_char {
    ask(library, ptr::null(), |library| {
        library
            .texts()
            .get(index)
            .and_then(|texts| texts.tags.get(tag))
            .map_or(ptr::null(), |tag| tag.as_ptr())
    })
}

/// Puts the number of the style named `name`, from 0, in `*index`, which stays as it was if the call fails. Fails if there
/// is none of that name.
///
/// # Safety
/// `name` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_find(
    library: Option<&ColorizeStyleLibrary>,
    name: *const c_char,
    index: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        // SAFETY: it ends with NUL.
        let name = unsafe { text(name, "name") }?;
        let found = library.place(name).ok_or_else(|| {
            let count = library.library.styles().len();
            ColorizeError::invalid(format!("there is no style `{name}` among the library's {count}"))
        })?;
        put(index, found, "index")
    })
}

/// Makes a copy of style `index`, from 0, in `*style`, to paint with; it outlives the library.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_library_style(
    library: Option<&ColorizeStyleLibrary>,
    index: usize,
    style: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(style, "style", || Ok(ColorizeStyle(non_null(library, "library")?.at(index)?.swatch.clone())))
    })
}

/// Makes a picture of style `index`, from 0, in `*image`: its surface as it is painted, or its colour if it has none, white
/// without either. RGBA8, 96 x 96 pixels; free it with `colorize_image_free`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_library_thumbnail(
    library: Option<&ColorizeStyleLibrary>,
    index: usize,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || Ok(ColorizeImage(non_null(library, "library")?.at(index)?.thumbnail())))
    })
}

/// Puts the numbers of the styles in which all words of `words` occur into `indices`, ascending, at most `capacity` of them,
/// and in `*count` how many there are: in any field, in whatever case; of all styles if there are no words. `indices` may
/// be NULL with a `capacity` of 0.
///
/// # Safety
/// `words` is NULL or ends with NUL; `indices` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_search(
    library: Option<&ColorizeStyleLibrary>,
    words: *const c_char,
    indices: *mut usize,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        // SAFETY: it ends with NUL.
        let words = unsafe { text(words, "words") }?;
        let found = library.library.search(words);
        let found: Vec<usize> = found.into_iter().filter_map(|style| library.place(&style.name)).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(indices, capacity, count, &found, "indices") }
    })
}

/// What is told of a stored style, to sort by.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeStyleField {
    /// What it is known by.
    Name = 1,
    /// Who made it.
    Author = 2,
    /// What kind of texture it is.
    Kind = 3,
    /// The first of its tags in the alphabet.
    Tags = 4,
    /// Under what terms it may be used.
    Licence = 5,
    /// Where it was picked.
    Source = 6,
}

from_c!(RawStyleField, ColorizeStyleField, "field of a style");

/// Puts the numbers of all styles into `indices`, sorted by a field of theirs, at most `capacity` of them, and in `*count` how
/// many there are: in whatever case, those that are alike by name, those of which it is not told last. Styles of one group
/// stand together. `indices` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `indices` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_sorted(
    library: Option<&ColorizeStyleLibrary>,
    field: RawStyleField,
    indices: *mut usize,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        let field = match ColorizeStyleField::from_c(field)? {
            ColorizeStyleField::Name => core::StyleField::Name,
            ColorizeStyleField::Author => core::StyleField::Author,
            ColorizeStyleField::Kind => core::StyleField::Kind,
            ColorizeStyleField::Tags => core::StyleField::Tags,
            ColorizeStyleField::Licence => core::StyleField::Licence,
            ColorizeStyleField::Source => core::StyleField::Source,
        };
        let sorted = library.library.sorted(field);
        let sorted: Vec<usize> = sorted.into_iter().filter_map(|style| library.place(&style.name)).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(indices, capacity, count, &sorted, "indices") }
    })
}

/// Puts the numbers of all styles into `indices`, the likest to `style` first, at most `capacity` of them, and in `*count`
/// how many there are. Colour, grain and period count alike. `indices` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `indices` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_like(
    library: Option<&ColorizeStyleLibrary>,
    style: Option<&ColorizeStyle>,
    indices: *mut usize,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        let like = library.library.like(&non_null(style, "style")?.0);
        let found: Vec<usize> =
            like.into_iter().filter_map(|(style, _)| library.place(&style.name)).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(indices, capacity, count, &found, "indices") }
    })
}

/// Stores a copy of `style` under `name`, with what `notes` tells of it; NULL tells nothing. Styles behind it in the order
/// of the names move up by one.
///
/// Fails if there is one of that name, the name is empty, or a text is longer than 500 characters or holds control
/// characters; the library stays as it was then.
///
/// # Safety
/// `name` is NULL or ends with NUL; `notes` is NULL or readable for the `struct_size` bytes it says, its texts are NULL or end
/// with NUL, and `tags` is readable for `tag_count` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_add(
    library: Option<&mut ColorizeStyleLibrary>,
    name: *const c_char,
    style: Option<&ColorizeStyle>,
    notes: *const ColorizeStyleNotes,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        // SAFETY: it ends with NUL.
        let name = unsafe { text(name, "name") }?;
        let style = &non_null(style, "style")?.0;
        // SAFETY: as many bytes are readable as it says, and the texts end with NUL.
        let stored = unsafe { ColorizeStyleNotes::read(notes, "notes")?.told(name, style) }?;
        library.change(|library| library.add(stored))
    })
}

/// Gives the style named `name` another name, and so another place in the order.
///
/// Fails if there is none of that name, or one of the other; the library stays as it was then.
///
/// # Safety
/// `name` and `other` are NULL or end with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_rename(
    library: Option<&mut ColorizeStyleLibrary>,
    name: *const c_char,
    other: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        // SAFETY: they end with NUL.
        let (name, other) = unsafe { (text(name, "name")?, text(other, "other")?) };
        library.change(|library| library.rename(name, other))
    })
}

/// Takes the style named `name` away. Fails if there is none of that name.
///
/// # Safety
/// `name` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_remove(
    library: Option<&mut ColorizeStyleLibrary>,
    name: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let library = non_null(library, "library")?;
        // SAFETY: it ends with NUL.
        let name = unsafe { text(name, "name") }?;
        library.change(|library| library.remove(name).map(drop))
    })
}

/// Adds copies of all styles of another library, and puts in `*added`, if it is not NULL, how many that were. One that is
/// here already, word for word, is left out; of two that share a name alone, the other's becomes `name (2)`.
///
/// # Safety
/// `library` and `other` are NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_library_merge(
    library: *mut ColorizeStyleLibrary,
    other: *const ColorizeStyleLibrary,
    added: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // Copied before anything is borrowed to be changed: the two may be one.
        // SAFETY: it is live.
        let other = non_null(unsafe { other.as_ref() }, "other")?.library.clone();
        // SAFETY: it is live, and nothing else looks at it.
        let library = non_null(unsafe { library.as_mut() }, "library")?;
        let count = library.change(|library| Ok(library.merge(other)))?;
        if let Some(added) = added {
            added.write(count);
        }
        Ok(())
    })
}

/// Frees `library`. NULL is allowed. Styles that came from it live on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_style_library_free(library: Option<Box<ColorizeStyleLibrary>>) {
    free(library);
}

impl From<core::StyleLibrary> for ColorizeStyleLibrary {
    fn from(library: core::StyleLibrary) -> Self {
        Self { library, texts: OnceLock::new() }
    }
}

impl ColorizeStyleLibrary {
    fn at(&self, index: usize) -> Result<&core::StoredStyle, ColorizeError> {
        let styles = self.library.styles();
        styles.get(index).ok_or_else(|| {
            let count = styles.len();
            ColorizeError::invalid(format!(
                "there is no style {index}: the library has {count}, counted from 0"
            ))
        })
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.library.styles().binary_search_by(|style| style.name.as_str().cmp(name)).ok()
    }

    fn texts(&self) -> &[Texts] {
        self.texts.get_or_init(|| self.library.styles().iter().map(Texts::from).collect())
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut core::StyleLibrary) -> core::Result<T>,
    ) -> Result<T, ColorizeError> {
        let changed = change(&mut self.library)?;
        self.texts = OnceLock::new();
        Ok(changed)
    }
}

impl From<&core::StoredStyle> for Texts {
    fn from(style: &core::StoredStyle) -> Self {
        let text = |text: &String| CString::new(text.as_str()).expect("fields hold no control characters");
        Self {
            name: text(&style.name),
            author: text(&style.author),
            kind: text(&style.kind),
            licence: text(&style.licence),
            source: text(&style.source),
            tags: style.tags.iter().map(text).collect(),
        }
    }
}

impl ColorizeStyleNotes {
    /// The style with what is told of it.
    ///
    /// # Safety
    /// The texts are NULL or end with NUL; `tags` is NULL or readable for `tag_count` of them.
    unsafe fn told(&self, name: &str, style: &core::Swatch) -> Result<core::StoredStyle, ColorizeError> {
        let field = |pointer: *const c_char, name: &str| match pointer.is_null() {
            true => Ok(String::new()),
            // SAFETY: it ends with NUL.
            false => unsafe { text(pointer, name) }.map(str::to_owned),
        };
        // SAFETY: so many are readable.
        let tags = unsafe { slice(self.tags, self.tag_count, TAGS, "notes.tags") }?;
        // SAFETY: they end with NUL.
        let tag = |&tag: &*const c_char| unsafe { text(tag, "notes.tags") }.map(str::to_owned);
        Ok(core::StoredStyle {
            author: field(self.author, "notes.author")?,
            kind: field(self.kind, "notes.kind")?,
            licence: field(self.licence, "notes.licence")?,
            source: field(self.source, "notes.source")?,
            tags: tags.iter().map(tag).collect::<Result<_, _>>()?,
            ..core::StoredStyle::new(name, style.clone())
        })
    }
}
