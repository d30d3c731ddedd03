# Run by the target `revision` in each build: writes HEADER with the revision of SOURCE (find_revision.cmake). Writes only
# what differs, as all that includes the header is built again then.
include(${CMAKE_CURRENT_LIST_DIR}/find_revision.cmake)

set(text "/* Made by cmake/revision.cmake. */\n#define VT_GIT_REVISION \"${revision}\"\n")
set(before "")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${HEADER} "${text}")
endif()
