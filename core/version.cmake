# VT_VERSION is the version, of which version_major and version_minor are parts. The library's header has it.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/include/valuetask.h version_lines REGEX "^#define VT_VERSION_(MAJOR|MINOR|PATCH) ")
string(REGEX REPLACE "[^0-9;]" "" version_numbers "${version_lines}")
list(JOIN version_numbers "." VT_VERSION)
list(GET version_numbers 0 version_major)
list(GET version_numbers 1 version_minor)
