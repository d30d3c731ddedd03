# Run by the target `revision` in each build: writes HEADER with the revision of SOURCE, with "-dirty" if its files are
# not those of the commit; "unknown" without git or outside of a checkout. Writes only what differs, as all that
# includes the header is built again then.
set(revision unknown)
find_program(VT_GIT git)
if(VT_GIT)
  execute_process(COMMAND ${VT_GIT} describe --always --dirty --abbrev=12
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed AND described)
    set(revision ${described})
  endif()
endif()

set(text "/* Made by cmake/revision.cmake. */\n#define VT_GIT_REVISION \"${revision}\"\n")
set(before "")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${HEADER} "${text}")
endif()
