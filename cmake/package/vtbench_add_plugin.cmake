# vtbench_add_plugin(NAME SOURCES file... [LIBRARIES library...] [BASELINE exact.csv] [LIMITS limits.csv])
# Builds benchmarks (vtbench.h) as a plugin, NAME.so, and adds the test NAME_allocations: it counts, and fails where a
# budget is broken. With BASELINE it fails too where the counts are not those of that file, which
# `vtbench accept --plugin NAME.so --against exact.csv` writes. With LIMITS numbers are held against the limits of that
# file, which `vtbench accept --limit` writes; else against limits.csv beside the baseline, if there is one.
function(vtbench_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "BASELINE;LIMITS" "SOURCES;LIBRARIES")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "vtbench_add_plugin(${name} SOURCES file... [LIBRARIES library...] [BASELINE exact.csv] "
      "[LIMITS limits.csv]): "
      "there is no source, or too much: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_library(${name} MODULE ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE vtbench::headers ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX .so)
  set(held_against --budgets-only)
  if(arg_BASELINE)
    get_filename_component(baseline "${arg_BASELINE}" ABSOLUTE)
    set(held_against --against ${baseline})
  endif()
  if(arg_LIMITS)
    get_filename_component(limits "${arg_LIMITS}" ABSOLUTE)
    list(APPEND held_against --limits ${limits})
  endif()
  add_test(NAME ${name}_allocations
    COMMAND vtbench::vtbench check --quiet ${held_against} --plugin $<TARGET_FILE:${name}>)
endfunction()

# vtbench_count_in_tests(TEST...): preloads what counts the allocations that these tests expect (vtbench_expect.h).
function(vtbench_count_in_tests)
  set_property(TEST ${ARGV} APPEND PROPERTY ENVIRONMENT LD_PRELOAD=${VTBENCH_PRELOAD})
endfunction()
