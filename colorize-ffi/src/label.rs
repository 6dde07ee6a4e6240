use std::ffi::{CString, c_char};
use std::sync::LazyLock;

use colorize_core as core;

/// How many labels there are: ids are below this.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_label_count() -> u32 {
    core::Label::COUNT as u32
}

/// The name of label `id`, such as `hair` or `body_skin`; NULL if there is none. Lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_label_name(id: u32) -> *const c_char {
    static NAMES: LazyLock<[CString; core::Label::COUNT]> =
        LazyLock::new(|| core::Label::ALL.map(|label| CString::new(label.name()).unwrap_or_default()));
    NAMES.get(id as usize).map_or(std::ptr::null(), |name| name.as_ptr())
}
