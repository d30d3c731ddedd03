# The interface target vt_options has the compiler options of all targets of this project.
add_library(vt_options INTERFACE)
target_compile_options(vt_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla
  $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes -Wstrict-prototypes>
  $<$<BOOL:${VT_WERROR}>:-Werror>)
target_compile_definitions(vt_options INTERFACE _GNU_SOURCE)

if(VT_SANITIZE)
  target_compile_options(vt_options INTERFACE -fsanitize=${VT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(vt_options INTERFACE -fsanitize=${VT_SANITIZE})
endif()

# vt_add_test(NAME SOURCE... LIBRARIES lib...): one cmocka program, one ctest entry.
function(vt_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE vt_options ${VT_CMOCKA} ${arg_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name})
endfunction()
