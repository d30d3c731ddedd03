# What an installed vtbench consists of. The program finds all of it from its own folder (program_files.h), so the
# installed folder can be moved.
include(CMakePackageConfigHelpers)

install(TARGETS vtbench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT vtbench)
if(VT_SHARED)
  file(RELATIVE_PATH libraries ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(vtbench PROPERTIES INSTALL_RPATH "$ORIGIN/${libraries}")
endif()
install(TARGETS vtbench_interposer LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/vtbench COMPONENT vtbench)
if(TARGET vtbench_count)
  install(TARGETS vtbench_count LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/vtbench COMPONENT vtbench)
endif()
install(DIRECTORY scripts/plots DESTINATION ${CMAKE_INSTALL_DATADIR}/vtbench COMPONENT vtbench)
install(FILES scripts/gdb/valuetask.py DESTINATION ${CMAKE_INSTALL_DATADIR}/valuetask/gdb COMPONENT valuetask)
install(FILES scenarios/include/vtbench.h scenarios/include/vtbench_expect.h scenarios/include/scenario.h
  harness/preload/include/vtbench_markers.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/vtbench COMPONENT vtbench)

# ---- for CMake and pkg-config ----

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/vtbench)
configure_package_config_file(cmake/package/vtbenchConfig.cmake.in vtbenchConfig.cmake
  INSTALL_DESTINATION ${package} PATH_VARS CMAKE_INSTALL_FULL_BINDIR CMAKE_INSTALL_FULL_INCLUDEDIR CMAKE_INSTALL_FULL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/vtbenchConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vtbenchConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/vtbenchConfigVersion.cmake
  cmake/package/vtbench_add_plugin.cmake
  DESTINATION ${package} COMPONENT vtbench)

file(RELATIVE_PATH VTBENCH_PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/package/vtbench.pc.in vtbench.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vtbench.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT vtbench)

# ---- the manual and completions, which the program prints itself (cli/describe.h) ----

file(READ cli/cli.h header)
string(REGEX MATCHALL "COMMAND\\([a-z]+, \"" rows "${header}")
list(TRANSFORM rows REPLACE "COMMAND\\(([a-z]+), \"" "\\1" OUTPUT_VARIABLE commands)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS cli/cli.h)
set(described "")

# described(FILE FORM...): FILE is what `vtbench describe FORM...` prints.
macro(described file)
  add_custom_command(OUTPUT ${file} DEPENDS vtbench VERBATIM
    COMMAND vtbench describe ${ARGN} > ${file})
  list(APPEND described ${file})
endmacro()

described(vtbench.1 man)
foreach(command ${commands})
  described(vtbench-${command}.1 man ${command})
endforeach()
list(TRANSFORM described PREPEND ${CMAKE_CURRENT_BINARY_DIR}/ OUTPUT_VARIABLE pages)
foreach(shell bash zsh fish)
  described(vtbench.${shell} ${shell})
endforeach()
add_custom_target(vtbench_described ALL DEPENDS ${described})

install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT vtbench)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vtbench.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME vtbench COMPONENT vtbench)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vtbench.zsh
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _vtbench COMPONENT vtbench)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vtbench.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT vtbench)
