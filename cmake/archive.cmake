# Run by cpack between installing and packing. Puts into the archive of the sources what git tracks, as it lies there, with the
# revision that a build of it has.
if(NOT CPACK_TOPLEVEL_TAG STREQUAL CPACK_SOURCE_TOPLEVEL_TAG)
  return()
endif()
set(SOURCE ${CPACK_VT_SOURCE})
include(${CMAKE_CURRENT_LIST_DIR}/find_revision.cmake)
if(NOT tracked)
  message(FATAL_ERROR "not a checkout of git, which would tell what belongs into an archive: ${SOURCE}")
endif()
execute_process(
  COMMAND ${VT_GIT} ls-files -z
  COMMAND tar --create --null --files-from=-
  COMMAND tar --extract --directory=${CPACK_TEMPORARY_INSTALL_DIRECTORY}
  WORKING_DIRECTORY ${SOURCE} COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/cmake/archived_revision "${revision}\n")
