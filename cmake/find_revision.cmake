# Sets `revision` to that of the sources in SOURCE, with "-dirty" if they are not those of the commit. Where git tracks nothing
# of them, it is what their archive says (archived_revision, which git or cpack fills in), else "unknown". An archive that lies
# within another project's checkout is none of its files.
set(revision unknown)
find_program(VT_GIT git)
set(tracked "")
if(VT_GIT)
  execute_process(COMMAND ${VT_GIT} ls-files WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE tracked ERROR_QUIET)
endif()
if(tracked)
  execute_process(COMMAND ${VT_GIT} describe --always --dirty --abbrev=12
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed AND described)
    set(revision ${described})
  endif()
elseif(EXISTS ${SOURCE}/cmake/archived_revision)
  file(STRINGS ${SOURCE}/cmake/archived_revision archived REGEX "^[0-9A-Za-z.-]+$")
  if(archived MATCHES "^[0-9a-f]+$")
    string(SUBSTRING ${archived} 0 12 archived) # of a whole one, which git writes
  endif()
  if(archived)
    set(revision ${archived})
  endif()
endif()
