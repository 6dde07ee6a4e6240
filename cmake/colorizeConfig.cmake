# find_package(colorize CONFIG): the targets colorize::colorize (shared) and colorize::static.
#
# Lies in <prefix>/share/colorize/cmake and finds the rest from there, so that the prefix can be moved.
get_filename_component(_colorize_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

set(_colorize_places lib lib64)
if(CMAKE_LIBRARY_ARCHITECTURE)
    list(APPEND _colorize_places "lib/${CMAKE_LIBRARY_ARCHITECTURE}") # Debian's
endif()

find_path(colorize_INCLUDE_DIR colorize.h
    HINTS "${_colorize_prefix}/include" NO_DEFAULT_PATH)
find_library(colorize_SHARED_LIBRARY NAMES colorize.dll libcolorize.so libcolorize.dylib
    HINTS "${_colorize_prefix}" PATH_SUFFIXES ${_colorize_places} bin NO_DEFAULT_PATH)
find_library(colorize_IMPORT_LIBRARY NAMES colorize.dll.lib colorize.dll.a
    HINTS "${_colorize_prefix}" PATH_SUFFIXES ${_colorize_places} NO_DEFAULT_PATH)
find_library(colorize_STATIC_LIBRARY NAMES libcolorize.a colorize.lib
    HINTS "${_colorize_prefix}" PATH_SUFFIXES ${_colorize_places} NO_DEFAULT_PATH)
mark_as_advanced(colorize_INCLUDE_DIR colorize_SHARED_LIBRARY colorize_IMPORT_LIBRARY colorize_STATIC_LIBRARY)

if(NOT colorize_INCLUDE_DIR OR NOT (colorize_SHARED_LIBRARY OR colorize_STATIC_LIBRARY))
    set(colorize_FOUND FALSE)
    set(colorize_NOT_FOUND_MESSAGE "no colorize.h or no libcolorize below ${_colorize_prefix}")
    return()
endif()

if(colorize_SHARED_LIBRARY AND NOT TARGET colorize::colorize)
    add_library(colorize::colorize SHARED IMPORTED)
    set_target_properties(colorize::colorize PROPERTIES
        IMPORTED_LOCATION "${colorize_SHARED_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${colorize_INCLUDE_DIR}")
    if(colorize_IMPORT_LIBRARY)
        set_property(TARGET colorize::colorize PROPERTY IMPORTED_IMPLIB "${colorize_IMPORT_LIBRARY}")
    endif()
endif()

if(colorize_STATIC_LIBRARY AND NOT TARGET colorize::static)
    # What the Rust compiler said that the static library needs of the system is in colorize.pc.
    get_filename_component(_colorize_libdir "${colorize_STATIC_LIBRARY}" DIRECTORY)
    set(_colorize_native "")
    if(EXISTS "${_colorize_libdir}/pkgconfig/colorize.pc")
        file(STRINGS "${_colorize_libdir}/pkgconfig/colorize.pc" _colorize_native REGEX "^Libs.private:")
        string(REGEX REPLACE "^Libs.private: *" "" _colorize_native "${_colorize_native}")
        separate_arguments(_colorize_native UNIX_COMMAND "${_colorize_native}")
    endif()
    add_library(colorize::static STATIC IMPORTED)
    set_target_properties(colorize::static PROPERTIES
        IMPORTED_LOCATION "${colorize_STATIC_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${colorize_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "${_colorize_native}")
endif()

unset(_colorize_prefix)
unset(_colorize_places)
unset(_colorize_libdir)
unset(_colorize_native)
